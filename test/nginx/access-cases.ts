/** A password that no request gives. */
export const password = 'auth_basic "x"; auth_basic_user_file users;';

/** What stands in a location, and what the fact `access` says of it. */
export const accessCases: readonly (readonly [string, string])[] = [
  ["allow 127.0.0.2; deny all;", "address"],
  [`satisfy any; allow 127.0.0.2; deny all; ${password}`, "address"],
  [`satisfy any; allow 127.0.0.2; ${password}`, "address"],
  [`allow 127.0.0.2; deny all; ${password}`, "both"],
  [`satisfy any; allow all; ${password}`, "open"],
  [`satisfy any; deny all; ${password}`, "authenticated"],
  ["allow 127.0.0.2;", "open"],
  ["deny 127.0.0.9;", "open"],
  ["deny all;", "denied"],
  ["if ($remote_addr != 127.0.0.2) { return 403; }", "address"],
  ["deny all; return 200;", "returned"],
  [`${password} return 200;`, "returned"],
  ['auth_basic "x";', "open"],
  ["internal;", "internal"],
  [password, "authenticated"],
];
