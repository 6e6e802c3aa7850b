/** How the plug of the network is called among the names of devices; no device has a name with a blank. */
export const PLUG = "the plug";
