import { setFlagsFromString } from "node:v8";

// Loaded before each Node in the VM. To run TypeScript, Node runs WebAssembly, which V8 compiles anew while it runs; under
// emulation one start in ten died of that. The device's own programs have no WebAssembly.
setFlagsFromString("--no-wasm-dynamic-tiering");
