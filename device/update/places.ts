/** Whom updates are taken from at first: put there by `gaturum provision --update-root`, or by hand. */
export const UPDATE_ROOT_FILE = "/etc/gaturum/update-root.json";
/** Root's own: what updates remember. */
export const UPDATE_FOLDER = "/var/lib/gaturum-update";
