import { optionalSetting, setting } from '../../shared/config/environment.ts';

/** Returns the credentials of the function's role from the environment, where Lambda provides them. */
export const roleCredentials = () => {
  const sessionToken = optionalSetting('AWS_SESSION_TOKEN'); // emulated accounts may have none
  return {
    accessKeyId: setting('AWS_ACCESS_KEY_ID'),
    secretAccessKey: setting('AWS_SECRET_ACCESS_KEY'),
    ...(sessionToken === undefined ? {} : { sessionToken }),
  };
};
