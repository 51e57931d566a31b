import { DECISION_ROUTES, routeKeyOf } from '../../../shared/config/api-routes.ts';
import { recordPath } from '../../../shared/config/console-paths.ts';
import { CONSOLE_ROLES, type ConsoleRole, type GroupsOfRoles } from '../../../shared/config/sign-in.ts';

/** Returns the roles of a person's groups. Names of groups are compared letter for letter. */
export const rolesOfGroups = (groups: readonly string[], groupsOf: GroupsOfRoles): ConsoleRole[] =>
  CONSOLE_ROLES.filter((role) => groupsOf[role].some((group) => groups.includes(group)));

/** Returns the roles of which a request needs one. Every role may read; a decision about a credit needs `approve`. */
export const neededRoles = (method: string, path: string): readonly ConsoleRole[] => {
  const isForm = path === recordPath() || path.startsWith(`${recordPath()}/`);
  if (method === 'GET') return isForm ? ['record'] : CONSOLE_ROLES;
  return routeKeyOf(DECISION_ROUTES, method, path) === undefined ? ['record'] : ['approve'];
};
