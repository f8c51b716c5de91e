import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { renderReport } from '../churn/report/render-report.ts';
import { readTrainingTable } from '../churn/table/read-table.ts';
import { writeLine } from './lines.ts';
import { LIVE, readTableModel, textOfTableModel, writeWhole } from '../churn/table-model-file.ts';
import { learnChurn } from './train-churn-learn.ts';
import { createProgress } from './train-churn-progress.ts';
import { readTrainChurnRequest } from './train-churn-request.ts';

/** `kefu train churn`: learns from a shop's table, tests, writes model and report, and publishes the model if it is better. */
export async function trainChurn(args: readonly string[]): Promise<number> {
  const request = readTrainChurnRequest(args);
  const { file, label, customer, time, groups, mapping, folder, language } = request;
  const progress = createProgress();
  try {
    const table = await readTrainingTable(file, {
      roles: { label, customer, time, groups },
      mapping,
      onProgress: (rows, of) => progress.report(of === null ? 'Looking at the columns' : 'Reading the rows', rows, of),
    });
    const { model, report } = learnChurn(table, request, new Date().toISOString().slice(0, 10), progress);
    progress.end();
    for (const warning of report.warnings) process.stderr.write(`${warning[language]}\n`);
    const text = textOfTableModel(model);
    const page = writeWhole(folder, `${model.version}.html`, renderReport(report, language));
    const written = writeWhole(folder, `${model.version}.json`, text);
    if (report.isPublished) publish(folder, text);
    await writeLine(report.verdict[language]);
    await writeLine(written);
    await writeLine(page);
  } finally {
    progress.end();
  }
  return 0;
}

/** The model becomes the live one; the one that was stays under its version, to be copied back. */
function publish(folder: string, text: string): void {
  const live = join(folder, LIVE);
  if (existsSync(live)) {
    const old = readTableModel(live);
    if (!existsSync(join(folder, `${old.version}.json`))) writeWhole(folder, `${old.version}.json`, textOfTableModel(old));
  }
  writeWhole(folder, LIVE, text);
}
