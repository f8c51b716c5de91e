import { useState } from 'preact/hooks';
import type { Agent } from '../../contract/agent.ts';
import { AgentForm } from './agent-form.tsx';
import { useConsole } from './create-console.ts';
import { useTexts } from './language.ts';
import { PasswordForm } from './password-form.tsx';
import { useStore } from './store.ts';

export function AgentsCard() {
  const { t } = useTexts();
  const { session, queue, api, toasts } = useConsole();
  const { agents, available } = useStore(queue.state);
  const [isAdding, setAdding] = useState(false);
  const [withNewPassword, setWithNewPassword] = useState<Agent | null>(null);
  const isAdmin = session.agent.role === 'admin';

  const setDisabled = (agent: Agent, isDisabled: boolean): void => {
    api.send('PATCH', `/agents/${encodeURIComponent(agent.id)}`, { isDisabled }).then(
      (answer) => {
        queue.refresh();
        if (answer.kind !== 'ok') toasts.say('bad', 'serverAway');
      },
      () => undefined,
    );
  };

  return (
    <section class="card" aria-labelledby="team-title">
      <h2 id="team-title">{t('team')}</h2>
      {!isAdmin && <p class="soft">{t('adminsOnly')}</p>}
      <ul class="rows">
        {agents.map((agent) => {
          const isMe = agent.id === session.agent.id;
          const isHere = available.includes(agent.id);
          return (
            <li key={agent.id}>
              <div class="row-words">
                <strong>
                  {agent.name} {isMe && <span class="soft">({t('you')})</span>}
                </strong>
                <span class="soft">
                  {agent.email} · {t(agent.role === 'admin' ? 'roleAdmin' : 'roleAgent')}
                </span>
                <span class={`presence-word ${isHere ? 'is-available' : 'is-away'}`}>
                  <span class="dot" aria-hidden="true" /> {t(agent.isDisabled ? 'disabled' : isHere ? 'available' : 'away')}
                </span>
              </div>
              <div class="row-acts">
                {(isAdmin || isMe) && (
                  <button type="button" class="button small" onClick={() => setWithNewPassword(agent)}>
                    {t('changePassword')}
                  </button>
                )}
                {isAdmin && !isMe && (
                  <button type="button" class="button small" onClick={() => setDisabled(agent, !agent.isDisabled)}>
                    {t(agent.isDisabled ? 'enable' : 'disable')}
                  </button>
                )}
              </div>
            </li>
          );
        })}
      </ul>
      {isAdmin && (
        <button type="button" class="button" onClick={() => setAdding(true)}>
          {t('newAgent')}
        </button>
      )}
      {isAdding && <AgentForm onClose={() => setAdding(false)} />}
      {withNewPassword !== null && <PasswordForm agent={withNewPassword} onClose={() => setWithNewPassword(null)} />}
    </section>
  );
}
