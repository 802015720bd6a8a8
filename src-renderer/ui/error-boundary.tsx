import { Component, type ReactNode } from 'react';
import { Button } from './button.tsx';
import { Notice } from './notice.tsx';
import { words } from './words.ts';

interface ErrorBoundaryProps {
  children: ReactNode;
  /** A change of this value gives the children another try, e.g. the route. */
  resetKey?: string;
}

interface ErrorBoundaryState {
  error: unknown;
  resetKey: string | undefined;
}

/** Keeps a fault of one part from leaving the whole window blank. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, ErrorBoundaryState> {
  override state: ErrorBoundaryState = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: unknown): Partial<ErrorBoundaryState> {
    return { error };
  }

  static getDerivedStateFromProps(props: ErrorBoundaryProps, state: ErrorBoundaryState): Partial<ErrorBoundaryState> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <div className="mx-auto w-full max-w-xl p-6">
        <Notice
          tone="danger"
          title={words.error.title}
          hint={words.error.hint}
          actions={<Button onClick={() => this.setState({ error: null })}>{words.error.again}</Button>}
        />
      </div>
    );
  }
}
