/** A parameter of a request to Stripe: text, or an object of parameters. Lists are objects with numbers as keys. */
type FormValue = string | FormObject;
export interface FormObject {
  [key: string]: FormValue;
}

/** Decodes the form encoding of Stripe: `metadata[key]=value`, `lines[0][amount]=100`. */
export const parseStripeForm = (encoded: string): FormObject => {
  const form: FormObject = {};
  for (const [name, value] of new URLSearchParams(encoded)) {
    const path = name.split(/\[|\]\[|\]/).filter((key) => key !== '');
    const last = path.pop();
    if (last === undefined) continue;
    let target = form;
    for (const key of path) {
      const next = target[key];
      const object: FormObject = typeof next === 'object' ? next : {};
      target[key] = object;
      target = object;
    }
    target[last] = value;
  }
  return form;
};

/** Returns a parameter that is text. */
export const formText = (form: FormObject, key: string): string | undefined => {
  const value = form[key];
  return typeof value === 'string' ? value : undefined;
};

/** Returns a parameter that is an object, otherwise an empty one. */
export const formObject = (form: FormObject, key: string): FormObject => {
  const value = form[key];
  return typeof value === 'object' ? value : {};
};

/** Returns the parameters of an object that are text. */
export const formTexts = (form: FormObject, key: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(formObject(form, key)).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
