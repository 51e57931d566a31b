import { DECISION_ROUTES, routeKeyOf } from '../../../shared/config/api-routes.ts';
import { CONSOLE_ROLES, type ConsoleRole, type GroupsOfRoles } from '../../../shared/config/sign-in.ts';

/** Returns the roles of a person's groups. Names of groups are compared letter for letter. */
export const rolesOfGroups = (groups: readonly string[], groupsOf: GroupsOfRoles): ConsoleRole[] =>
  CONSOLE_ROLES.filter((role) => groupsOf[role].some((group) => groups.includes(group)));

/** Returns the roles of which a request needs one. Every role may read; a decision about a credit needs `approve`. */
export const neededRoles = (method: string, path: string): readonly ConsoleRole[] => {
  if (method === 'GET') return CONSOLE_ROLES;
  return routeKeyOf(DECISION_ROUTES, method, path) === undefined ? ['record'] : ['approve'];
};
