import { Bone, Failed, Loading } from "@minamoto/ui";
import type { ReactNode } from "react";

interface RecordQuery<Data> {
  data: Data | undefined;
  error: Error | null;
  isError: boolean;
  refetch: () => unknown;
}

/** One record in each of its states. */
export function RecordOf<Data>({
  query,
  children,
}: {
  query: RecordQuery<Data>;
  children: (data: Data) => ReactNode;
}) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError && query.error) return <Failed error={query.error} retry={() => void query.refetch()} />;
  return (
    <Loading>
      <div className="flex flex-col gap-3">
        <Bone className="h-20 w-full" />
        <Bone className="h-9 w-1/2" />
        <Bone className="h-72 w-full" />
      </div>
    </Loading>
  );
}
