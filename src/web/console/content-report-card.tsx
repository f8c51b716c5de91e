import type { ArticleUse, ContentReport, UnansweredGroup } from '../../contract/content-report.ts';
import { CONTENT_TEXTS } from './content-texts.ts';
import { date, percent } from './format.ts';
import { useTexts } from './language.ts';
import { hrefOf } from './route.ts';
import { PlainText } from './rich-text.tsx';
import { Awaited, useAnswer } from './use-answer.tsx';

const DAYS = 30;

/** For administrators: what to write an article about next, and which articles to write better. */
export function ContentReportCard() {
  const { of } = useTexts();
  const answer = useAnswer<ContentReport>(`/content/report?days=${DAYS}`);
  const report = answer.body;
  return (
    <section class="card" aria-labelledby="content-report-title">
      <h2 id="content-report-title">{of(CONTENT_TEXTS.title)}</h2>
      <Awaited {...answer} />
      {report !== null && <Gaps report={report} />}
    </section>
  );
}

function Gaps({ report }: { readonly report: ContentReport }) {
  const { of } = useTexts();
  const { turns, unanswered, isCut, groups, articles } = report;
  const open = groups.filter(({ isAnsweredNow }) => !isAnsweredNow);
  const closed = groups.filter(({ isAnsweredNow }) => isAnsweredNow);
  return (
    <>
      <p class="soft">
        {unanswered === 0 ? of(CONTENT_TEXTS.none) : of(CONTENT_TEXTS.meaning, { days: DAYS, turns, unanswered })}
        {isCut && ` ${of(CONTENT_TEXTS.cut)}`}
      </p>
      <Groups groups={open} />
      {closed.length > 0 && (
        <details>
          <summary>
            {of(CONTENT_TEXTS.answeredNow)} ({closed.length})
          </summary>
          <Groups groups={closed} />
        </details>
      )}
      {articles.length > 0 && <Articles articles={articles} />}
    </>
  );
}

function Groups({ groups }: { readonly groups: readonly UnansweredGroup[] }) {
  const { of, language } = useTexts();
  return (
    <ul class="rows">
      {groups.map(({ messages, conversations, lastAt, lastConversationId, lastSequence, wordings, nearest }) => (
        <li key={`${lastAt} ${wordings[0]}`}>
          <div class="row-words">
            <PlainText text={wordings[0] ?? ''} />
            {wordings.slice(1).map((wording) => (
              <span key={wording} class="soft">
                <PlainText text={wording} />
              </span>
            ))}
            <span class="soft is-meta">
              <a href={hrefOf({ kind: 'chat', conversationId: lastConversationId, at: lastSequence })}>
                {of(CONTENT_TEXTS.last, { date: date(lastAt, language, Date.now()) })}
              </a>{' '}
              ·{' '}
              {nearest === null
                ? of(CONTENT_TEXTS.noneNear)
                : of(CONTENT_TEXTS.nearest, { title: of(nearest.title), score: percent(nearest.score) })}
            </span>
          </div>
          <strong class="row-count">
            {of(conversations === 1 ? CONTENT_TEXTS.chat : CONTENT_TEXTS.chats, { count: conversations })}
            {messages > conversations && <span class="soft"> {of(CONTENT_TEXTS.times, { count: messages })}</span>}
          </strong>
        </li>
      ))}
    </ul>
  );
}

function Articles({ articles }: { readonly articles: readonly ArticleUse[] }) {
  const { of } = useTexts();
  return (
    <>
      <h3>{of(CONTENT_TEXTS.articles)}</h3>
      <div class="table-scroll">
        <table class="lines">
          <thead>
            <tr>
              <th scope="col">{of(CONTENT_TEXTS.article)}</th>
              <th scope="col">{of(CONTENT_TEXTS.shown)}</th>
              <th scope="col">{of(CONTENT_TEXTS.thenPerson)}</th>
              <th scope="col">{of(CONTENT_TEXTS.thenUnanswered)}</th>
            </tr>
          </thead>
          <tbody>
            {articles.map(({ articleId, title, shown, thenPerson, thenUnanswered }) => (
              <tr key={articleId}>
                <th scope="row">{of(title)}</th>
                <td>{shown}</td>
                <td>{thenPerson}</td>
                <td>{thenUnanswered}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
