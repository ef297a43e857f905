import { useState, type ReactNode } from "react";
import {
  Button as AriaButton,
  FieldError,
  Input,
  Label,
  Text,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from "react-aria-components";
import { useUiWords } from "./words";

const BOX =
  "w-full rounded-8 border border-line-strong bg-surface px-4 text-ink data-[invalid]:border-danger data-[invalid]:border-2";

interface TextFieldProps extends Omit<AriaTextFieldProps, "children"> {
  label: string;
  hint?: string;
  error?: string | null;
  dense?: boolean;
  inputClass?: string;
  placeholder?: string;
}

export function TextField({ label, hint, error, dense, inputClass, placeholder, ...rest }: TextFieldProps) {
  return (
    <AriaTextField
      {...rest}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className="flex flex-col gap-1.5"
    >
      <Label className={dense ? "text-sm font-bold" : "font-bold"}>{label}</Label>
      {hint ? (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      ) : null}
      <Input
        placeholder={placeholder}
        className={`${BOX} ${dense ? "h-9 px-2.5 text-sm" : "h-14 text-[1.0625rem]"} ${inputClass ?? ""}`}
      />
      {error ? <FieldError className="text-sm font-bold text-danger">{error}</FieldError> : null}
    </AriaTextField>
  );
}

/** A password that may be looked at while typing: fewer lock-outs on a phone. */
export function PasswordField({ label, hint, error, ...rest }: TextFieldProps) {
  const words = useUiWords();
  const [shown, setShown] = useState(false);
  return (
    <AriaTextField
      {...rest}
      type={shown ? "text" : "password"}
      isInvalid={Boolean(error)}
      validationBehavior="aria"
      className="flex flex-col gap-1.5"
    >
      <Label className="font-bold">{label}</Label>
      {hint ? (
        <Text slot="description" className="text-sm text-ink-soft">
          {hint}
        </Text>
      ) : null}
      <div className="relative">
        <Input className={`${BOX} h-14 pr-16 text-[1.0625rem]`} />
        <AriaButton
          slot={null}
          aria-label={shown ? words.hidePassword : words.showPassword}
          onPress={() => setShown(!shown)}
          className="absolute inset-y-1 right-1 grid w-12 place-items-center rounded-6 text-ink-soft"
        >
          <svg
            viewBox="0 0 24 24"
            className="size-6"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.8"
            aria-hidden="true"
          >
            <path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z" />
            <circle cx="12" cy="12" r="2.800" />
            {shown ? <path d="M4 20 20 4" /> : null}
          </svg>
        </AriaButton>
      </div>
      {error ? <FieldError className="text-sm font-bold text-danger">{error}</FieldError> : null}
    </AriaTextField>
  );
}

interface SelectProps<V extends string> {
  label: string;
  value: V;
  onChange: (value: V) => void;
  options: readonly { value: V; label: string }[];
  hideLabel?: boolean;
  dense?: boolean;
}

/** The platform's own list: the best one there is on a phone, and typed to find in on a desktop. */
export function Select<V extends string>({
  label,
  value,
  onChange,
  options,
  hideLabel,
  dense,
}: SelectProps<V>) {
  return (
    <label className="flex min-w-0 flex-col gap-1.5">
      <span className={hideLabel ? "sr-only" : dense ? "text-sm font-bold" : "font-bold"}>{label}</span>
      <select
        value={value}
        onChange={(event) => onChange(event.target.value as V)}
        className={`max-w-full rounded-8 border border-line-strong bg-surface text-ink ${dense ? "h-9 px-2 text-sm" : "h-12 px-3"}`}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A group of fields with one form's error on top. */
export function FormError({ children }: { children: ReactNode }) {
  return (
    <div
      role="alert"
      className="rounded-8 border-l-4 border-danger bg-danger-soft px-4 py-3 font-bold text-danger"
    >
      {children}
    </div>
  );
}
