import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { ShowProblems } from "./notices.tsx";
import { usePage, type PageNeeds } from "./page-context.ts";
import { OPEN_MAX_BYTES } from "../host/protocol.ts";

/** What opens a scenario or a flight record that is chosen by hand: an element to stand somewhere, and how to ask. */
export function useFileChooser(onProblems: ShowProblems): readonly [chooser: JSX.Element, choose: () => void] {
  const needs = usePage();
  const input = useRef<HTMLInputElement>(null);
  const take = (element: HTMLInputElement): void => {
    const file = element.files?.[0];
    if (file !== undefined) void open(file, needs, onProblems);
    // So that the same file, mended, can be chosen again.
    element.value = "";
  };
  const label = needs.words.openFile;
  const chooser = (
    <input ref={input} type="file" hidden aria-label={label} onChange={(event) => take(event.currentTarget)} />
  );
  return [chooser, () => input.current?.click()];
}

/** Takes a file that is dropped anywhere on the page; true while one hovers over it. */
export function useFileDrop(needs: PageNeeds, onProblems: ShowProblems): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (event.dataTransfer?.types.includes("Files") !== true) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      const file = event.dataTransfer?.files[0];
      setOver(false);
      if (file === undefined) return;
      event.preventDefault();
      void open(file, needs, onProblems);
    };
    document.addEventListener("dragover", over);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", over);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, [needs, onProblems]);
  return isOver;
}

async function open(file: File, { words, ask }: PageNeeds, onProblems: ShowProblems): Promise<void> {
  if (file.size > OPEN_MAX_BYTES) {
    onProblems(words.tooLong(file.name, String(OPEN_MAX_BYTES / 1_000_000)));
    return;
  }
  try {
    ask({ do: "open", file: file.name, text: await file.text() });
  } catch {
    onProblems(words.unreadable(file.name));
  }
}
