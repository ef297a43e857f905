import { answer } from "@minamoto/api";
import {
  Button,
  Dialog,
  FormError,
  Notice,
  Select,
  useAttempt,
  useErrorText,
  useSubmission,
} from "@minamoto/ui";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { api, header, tenant } from "../api";
import { inboxKindsQuery } from "../queries";
import { useWords } from "../words";

/** Take in one file by hand; the same file again changes nothing. */
export function Upload({ onClose }: { onClose: () => void }) {
  const words = useWords().inbox;
  const errorText = useErrorText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const { busy, error, submit } = useSubmission();
  const kinds = useQuery(inboxKindsQuery).data?.items ?? [];
  const [chosen, setChosen] = useState("");
  const [file, setFile] = useState<File | null>(null);
  const [missing, setMissing] = useState(false);
  const [known, setKnown] = useState<string | null>(null);
  const attempt = useAttempt(`${chosen} ${file?.name ?? ""} ${file?.size ?? 0} ${file?.lastModified ?? 0}`);
  const fileId = useId();
  const kind = kinds.find((each) => each.kind === chosen) ?? kinds[0];

  function send() {
    setMissing(file === null);
    if (file === null || kind === undefined) return;
    const form = new FormData();
    form.set("kind", kind.kind);
    form.set("file", file);
    void submit(async () => {
      const message = await attempt((key) =>
        answer(
          api.POST("/{tenant}/api/console/inbox-messages", {
            params: { path: { tenant }, header: { ...header, "Idempotency-Key": key } },
            // The document describes the form's fields; a browser sends them as a form of its own making.
            body: form as never,
            bodySerializer: () => form,
          }),
        ),
      );
      await client.invalidateQueries({ queryKey: ["inbox"] });
      if (message.state === "duplicate") {
        setKnown(message.duplicate_of_id ?? message.id);
        return;
      }
      await navigate({ to: "/inbox/$messageId", params: { messageId: message.id } });
    });
  }

  return (
    <Dialog title={words.upload} open onClose={onClose}>
      {error ? <FormError>{errorText(error)}</FormError> : null}
      <div role="status">
        {known ? (
          <Notice tone="info" title={words.duplicate}>
            <Link
              to="/inbox/$messageId"
              params={{ messageId: known }}
              className="text-accent underline underline-offset-4"
            >
              {words.openFirst}
            </Link>
          </Notice>
        ) : null}
      </div>
      {missing ? <FormError>{words.choose}</FormError> : null}
      <Select
        label={words.kind}
        dense
        value={kind?.kind ?? ""}
        onChange={setChosen}
        options={kinds.map((each) => ({ value: each.kind, label: each.name }))}
      />
      <div className="flex flex-col gap-1.5">
        <label htmlFor={fileId} className="text-sm font-bold">
          {words.file}
        </label>
        <input
          id={fileId}
          type="file"
          accept={kind?.accept.join(",")}
          onChange={(event) => {
            setFile(event.target.files?.[0] ?? null);
            setKnown(null);
          }}
          className="rounded-8 border border-line-strong p-2 text-sm file:mr-3 file:rounded-6 file:border-0 file:bg-sunken file:px-3 file:py-1.5 file:font-bold file:text-ink"
        />
      </div>
      <div className="flex justify-end gap-3 pt-2">
        <Button kind="outline" onPress={onClose}>
          {words.cancel}
        </Button>
        <Button isPending={busy} onPress={send}>
          {words.send}
        </Button>
      </div>
    </Dialog>
  );
}
