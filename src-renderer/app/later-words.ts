// What the parts of the frame say that come after the first screen.
import { inLanguage } from '../ui/language.ts';

/** Keys as they are written on this computer's keyboard. */
interface Keyboard {
  readonly mod: string;
  readonly isMac: boolean;
}

export interface Shortcut {
  readonly keys: string;
  readonly does: string;
}

function shortcuts({ mod, isMac }: Keyboard): readonly { title: string; shortcuts: readonly Shortcut[] }[] {
  return [
    {
      title: 'Everywhere',
      shortcuts: [
        { keys: `${mod}K`, does: 'Search commands' },
        { keys: `${mod}1 … ${mod}9`, does: 'Go to a screen, in the order of the rail' },
        { keys: `${mod},`, does: 'Settings' },
        { keys: '?', does: 'This sheet' },
        { keys: 'Esc', does: 'Close what is open, cancel what runs' },
      ],
    },
    {
      title: 'SQL',
      shortcuts: [
        { keys: `${mod}Enter`, does: 'Run the statement at the cursor, or the selection' },
        { keys: isMac ? '⇧⌘Enter' : 'Ctrl+Shift+Enter', does: 'Run all statements of the text' },
        { keys: 'Alt+T, Alt+W', does: 'New tab, close the tab' },
        { keys: 'Alt+PageUp, Alt+PageDown', does: 'Previous tab, next tab' },
        { keys: 'F2, Delete, Ctrl+Shift+Left or Right', does: 'On a tab: rename, close, move' },
        { keys: `${mod}S, Alt+H`, does: 'Save the text as a query; saved queries and history' },
        { keys: 'Shift+Alt+F', does: 'Format' },
        { keys: `${mod}Space`, does: 'Complete' },
        { keys: `${mod}F`, does: 'Search in the text' },
        { keys: `${mod}/`, does: 'Comment out' },
      ],
    },
    {
      title: 'Results',
      shortcuts: [
        { keys: 'Arrows, Home, End, PageUp, PageDown', does: 'Move; with Shift: select' },
        { keys: 'Enter', does: 'Show the value of a cell' },
        { keys: 'Alt+↓', does: 'Menu of the column: sort, filter, profile' },
        { keys: 'Alt+Shift+← →', does: 'Narrower, wider column' },
        { keys: `${mod}A`, does: 'Select everything' },
        { keys: `${mod}C`, does: 'Copy the selection' },
      ],
    },
  ];
}

export const words = inLanguage({
  sheet: { title: 'Keyboard shortcuts', shortcuts },
  palette: {
    title: 'Commands',
    groups: { goTo: 'Go to', accounts: 'Accounts', theme: 'Theme', help: 'Help' },
    addAccount: 'Add an account',
    openAccount: (name: string, projectId: string) => `Use ${name} (project ${projectId})`,
    demo: 'Open the demo project',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    tour: 'Take the tour',
  },
  approval: {
    title: (client: string) => `${client} asks for your consent`,
    askedBy: (tool: string, projectId: string, until: string) =>
      `Asked by ${tool} in project ${projectId}. It waits until ${until}; without an answer nothing is done.`,
    later: 'Later',
    decline: 'Decline',
    approve: 'Approve',
  },
  engineLog: {
    title: 'The engine’s log',
    again: 'Read again',
    reason: 'Why the engine is not running',
    reading: 'Reading the log…',
    empty: 'The log is empty.',
    shown: (lines: number) => `The last ${lines} lines, newest first.`,
    lines: 'Lines of the log',
  },
  tour: {
    label: 'Tour',
    leave: 'Leave the tour',
    back: 'Back',
    next: 'Next',
    done: 'Done',
    progress: (step: number, of: number) => `Step ${step} of ${of}`,
    explorer: {
      title: 'Ask your data',
      text: 'The tables on the left are on this computer. Write SQL, press Ctrl or ⌘ with Enter, and the answer stands below: as a grid, a chart, or a file.',
    },
    assistants: {
      title: 'Let your assistant ask too',
      text: 'One click registers Mixlake in Claude Desktop and others. They work on the same tables, and large downloads ask you first.',
    },
    activity: {
      title: 'Read what it did',
      text: 'Every call of an assistant stands here, with its SQL, its answer and what it cost of Mixpanel’s hourly limit.',
    },
  },
});
