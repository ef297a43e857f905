import type { OccupancyFilter } from "@minamoto/api/console";
import { Button, Icon, Key, Select, useKeys } from "@minamoto/ui";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState, type FormEvent } from "react";
import { useSearchState } from "../search_state";
import { useWords } from "../words";

const STATUSES = ["open", "closed", "all"] as const satisfies OccupancyFilter[];

/** One box that takes anything, at hand on every screen. */
export function SearchBox() {
  const words = useWords().search;
  const { status, search } = useSearchState();
  const [text, setText] = useState("");
  const navigate = useNavigate();
  const input = useRef<HTMLInputElement>(null);

  function focus() {
    input.current?.focus();
    input.current?.select();
  }
  useKeys({ F2: focus, "/": focus });

  function go(event: FormEvent) {
    event.preventDefault();
    const wanted = text.trim();
    if (wanted === "") return;
    search(wanted, status);
    void navigate({ to: "/search" });
  }

  return (
    <form role="search" onSubmit={go} className="flex min-w-0 flex-1 items-center gap-2">
      <div className="relative max-w-2xl min-w-0 flex-1">
        <Icon name="search" className="pointer-events-none absolute top-2 left-2.5 size-5 text-ink-soft" />
        <input
          ref={input}
          type="search"
          value={text}
          onChange={(event) => setText(event.target.value)}
          aria-label={words.label}
          aria-keyshortcuts="F2 /"
          placeholder={words.placeholder}
          autoComplete="off"
          maxLength={100}
          className="h-9 w-full rounded-8 border border-line-strong bg-surface pr-12 pl-9"
        />
        <span className="pointer-events-none absolute top-2.5 right-2.5 text-ink-soft">
          <Key>F2</Key>
        </span>
      </div>
      <Select
        label={words.status}
        hideLabel
        dense
        value={status}
        onChange={(next) => search(text.trim(), next)}
        options={STATUSES.map((each) => ({ value: each, label: words[each] }))}
      />
      <Button type="submit" size="small" className="!min-h-9">
        {words.go}
      </Button>
    </form>
  );
}
