import { useRef, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { classNames } from '../../ui/class-names.ts';
import { presetRange } from './days.ts';
import { FetchForm } from './fetch-form.tsx';
import type { FetchFormState } from './fetch-form-state.ts';
import { FetchList } from './fetch-list.tsx';
import { LedgerSection } from './ledger-section.tsx';
import { ProfilesForm } from './profiles-form.tsx';
import { CHOSEN, Section } from './section.tsx';
import { SyncsSection } from './syncs-section.tsx';
import { useProjectDays } from './use-fetch.ts';
import { words } from './words.ts';

const USUAL_DAYS = 30;

export function FetchScreen() {
  const days = useProjectDays();
  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <header className="flex min-h-11 items-center gap-4 border-b border-line bg-surface px-4 py-1.5">
        <h1 className="text-sm font-semibold">{words.screen.title}</h1>
        {days === undefined ? null : <p className="ml-auto text-2xs text-ink-2">{words.screen.zone(days.zone, days.isZoneKnown)}</p>}
      </header>
      {days === undefined ? (
        <p className="m-auto p-6 text-center text-ink-2">{words.screen.noProject}</p>
      ) : (
        // Events and tables that were chosen belong to their project.
        <Workplace key={days.projectId} zone={days.zone} today={days.today} />
      )}
    </div>
  );
}

function Workplace({ zone, today }: { zone: string; today: string }) {
  const [form, setForm] = useState<FetchFormState>(() => ({
    ...presetRange(USUAL_DAYS, today),
    table: 'events',
    events: null,
    where: '',
  }));
  const [what, setWhat] = useState<'events' | 'profiles'>('events');
  const top = useRef<HTMLDivElement>(null);
  const onFill = (change: Partial<FetchFormState>) => {
    setWhat('events');
    setForm((before) => ({ ...before, ...change }));
    top.current?.scrollIntoView({ block: 'nearest' });
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the page must be scrollable by keyboard.
    <div tabIndex={0} className="relative min-h-0 flex-1 overflow-auto p-4 focus-visible:-outline-offset-2">
      <div className="mx-auto flex max-w-4xl flex-col gap-4">
        <FetchList />
        <div ref={top}>
          <Section title={words.screen.new} actions={<WhatButtons what={what} onChoose={setWhat} />}>
            {what === 'events' ? (
              <FetchForm form={form} zone={zone} today={today} onChange={(change) => setForm({ ...form, ...change })} />
            ) : (
              <ProfilesForm />
            )}
          </Section>
        </div>
        <LedgerSection onFill={onFill} />
        <SyncsSection />
      </div>
    </div>
  );
}

function WhatButtons({ what, onChoose }: { what: 'events' | 'profiles'; onChoose: (what: 'events' | 'profiles') => void }) {
  return (
    <fieldset className="flex gap-1">
      <legend className="sr-only">{words.screen.what}</legend>
      {(['events', 'profiles'] as const).map((each) => (
        <Button key={each} aria-pressed={what === each} className={classNames(what === each && CHOSEN)} onClick={() => onChoose(each)}>
          {words.screen[each]}
        </Button>
      ))}
    </fieldset>
  );
}
