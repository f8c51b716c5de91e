import type { Language, LocalisedText } from '../../contract/language.ts';
import { drawEffect } from './draw-effect.ts';
import { drawCalibration, drawGains, drawHistogram, drawRoc } from './draw-scores.ts';
import { escapeHtml, percent, percents } from './html.ts';
import type { GroupComparison, GroupMeasure } from './measure-groups.ts';
import type { PartialEffect, SignReview } from './partial-effects.ts';
import { SCORE_NAMES, type ReportData } from './report-data.ts';
import { SCORE_TEXTS, TEXTS } from './report-texts.ts';
import { STYLE } from './style.ts';

/** Charts of effects; the weakest are not worth the reader's time. */
const MOST_EFFECTS = 24;

/** The report as one HTML page that needs no other file and no script. All that comes from the table is escaped. */
export function renderReport(data: ReportData, language: Language): string {
  const say = (text: LocalisedText): string => escapeHtml(text[language]);
  const title = `${TEXTS.title[language]} ${data.version}`;
  const sections = [
    `<h1>${escapeHtml(title)}</h1>`,
    `<p class="verdict ${data.isPublished ? 'good' : 'kept'}">${say(data.verdict)}</p>`,
    summary(data, language),
    data.warnings.length === 0
      ? ''
      : `<h2>${say(TEXTS.warnings)}</h2><ul>${data.warnings.map((text) => `<li>${say(text)}</li>`).join('')}</ul>`,
    `<h2>${say(TEXTS.scores)}</h2><p>${say(TEXTS.scoresNote)}</p>`,
    scoreTable(data, language),
    `<div class="charts four">`,
    figure(say(TEXTS.roc), say(TEXTS.rocNote), drawRoc(data.p, data.y, language)),
    figure(say(TEXTS.calibration), say(TEXTS.calibrationNote), drawCalibration(data.p, data.y, language)),
    figure(say(TEXTS.gains), say(TEXTS.gainsNote), drawGains(data.p, data.y, language)),
    figure(say(TEXTS.histogram), say(TEXTS.histogramNote), drawHistogram(data.p, data.y, language)),
    `</div>`,
    `<h2>${say(TEXTS.effects)}</h2><p>${say(TEXTS.effectsNote)}</p><div class="charts">`,
    ...data.effects.slice(0, MOST_EFFECTS).map((effect) => effectFigure(effect, data, language)),
    `</div>`,
    data.groups.length === 0 ? '' : `<h2>${say(TEXTS.groups)}</h2><p>${say(TEXTS.groupsNote)}</p>`,
    ...data.groups.map((comparison) => groupTable(comparison, language)),
  ];
  return [
    '<!doctype html>',
    `<html lang="${language === 'zh' ? 'zh-CN' : 'en'}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body><main>`,
    ...sections,
    '</main></body></html>',
    '',
  ].join('\n');
}

function summary(data: ReportData, language: Language): string {
  const { table, rows, leavers, trained, tested, left, split } = data;
  const how = (split === 'time' ? TEXTS.byTime : TEXTS.byGroup)[language];
  const spare = left === 0 ? '' : language === 'zh' ? `；${left}${TEXTS.leftOut.zh}` : `; ${left} ${TEXTS.leftOut.en}`;
  const facts: readonly (readonly [name: LocalisedText, value: string])[] = [
    [TEXTS.table, table],
    [TEXTS.customers, `${rows}, ${leavers} (${percent(leavers / rows)})`],
    [TEXTS.parts, `${trained} / ${tested} (${how}${spare})`],
  ];
  return `<dl>${facts.map(([name, value]) => `<dt>${escapeHtml(name[language])}</dt><dd>${escapeHtml(value)}</dd>`).join('')}</dl>`;
}

function scoreTable({ scores }: ReportData, language: Language): string {
  const rows = SCORE_NAMES.map((score) => {
    const { value, low, high } = scores[score];
    const numbers = `<b>${value.toFixed(3)}</b> <span class="range">(${low.toFixed(3)}–${high.toFixed(3)})</span>`;
    const { name, means } = SCORE_TEXTS[score];
    return `<tr><th scope="row">${escapeHtml(name[language])}</th><td>${numbers}</td><td>${escapeHtml(means[language])}</td></tr>`;
  });
  return `<table class="scores">${rows.join('')}</table>`;
}

function figure(title: string, note: string, svg: string): string {
  return `<figure><figcaption><h3>${title}</h3>${note === '' ? '' : `<p>${note}</p>`}</figcaption>${svg}</figure>`;
}

function effectFigure(effect: PartialEffect, { sources, signs }: ReportData, language: Language): string {
  const source = sources.get(effect.name) ?? effect.name;
  const title = source === effect.name ? source : `${source} (${effect.name})`;
  const sign = signs.find(({ name }) => name === effect.name);
  return figure(
    escapeHtml(title),
    sign === undefined ? '' : escapeHtml(SIGNS[sign.found][language]),
    drawEffect(effect, title, language),
  );
}

const SIGNS: Readonly<Record<SignReview['found'], LocalisedText>> = {
  'as expected': TEXTS.asExpected,
  against: TEXTS.against,
  'no clear effect': TEXTS.unclear,
};

function groupTable({ column, groups }: GroupComparison, language: Language): string {
  const head = [TEXTS.group, TEXTS.count, TEXTS.observed, TEXTS.predicted, TEXTS.selected, TEXTS.reached];
  const titles = head.map((text) => `<th scope="col">${escapeHtml(text[language])}</th>`).join('');
  const rows = groups.map((group) => `<tr>${groupCells(group, language)}</tr>`).join('');
  return `<h3>${escapeHtml(column)}</h3><div class="wide" tabindex="0"><table><thead><tr>${titles}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function groupCells({ level, rows, measures }: GroupMeasure, language: Language): string {
  const head = `<th scope="row">${escapeHtml(level)}</th>`;
  if (measures === null) return `${head}<td colspan="5">${escapeHtml(TEXTS.tooSmall[language])}</td>`;
  const shares = [measures.left, measures.selected, measures.reached].map(
    ({ value, low, high }) => `<td>${percent(value)} <span class="range">(${percents(low, high)})</span></td>`,
  );
  return `${head}<td>${rows}</td>${shares[0] ?? ''}<td>${percent(measures.predicted)}</td>${shares[1] ?? ''}${shares[2] ?? ''}`;
}
