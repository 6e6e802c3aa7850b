import { MemoryDisk } from "../../../device/link/store/memory-disk.ts";
import { durableBench, localBench } from "./benches.ts";
import { storeSuite } from "./store-suite.ts";

storeSuite("a store in memory", () => localBench(null));
storeSuite("a store in this thread, on a disk in memory", () => localBench(new MemoryDisk()));
storeSuite("a store in a thread of its own, on a real disk", () => durableBench());
