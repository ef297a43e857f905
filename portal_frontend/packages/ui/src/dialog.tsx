import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface DialogProps {
  title: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** A question that must be answered first; keeps the focus in, Escape leaves. */
export function Dialog({ title, open, onClose, children }: DialogProps) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => (next ? undefined : onClose())}
      isDismissable
      className="fixed inset-0 z-50 grid items-end bg-black/50 sm:place-items-center"
    >
      <Modal className="max-h-[90dvh] w-full overflow-auto rounded-t-16 bg-raised p-6 text-ink shadow-4 sm:max-w-lg sm:rounded-16">
        <AriaDialog className="flex flex-col gap-4 outline-none">
          <Heading slot="title" className="text-xl font-bold">
            {title}
          </Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
