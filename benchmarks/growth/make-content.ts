import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import type { Article, IntentDefinition } from '../../src/contract/content.ts';
import { loadArticles } from '../../src/retrieval/load-articles.ts';
import { PROJECT_DIR } from '../support/environment.ts';
import { seededRandom, shuffle } from '../support/statistics.ts';

/** A thing that an article or an intent is about, so that none says the same as another. */
interface Thing {
  readonly en: string;
  readonly zh: string;
}

const GOODS = pairs(
  'kettle 水壶, lamp 台灯, backpack 双肩包, coffee grinder 磨豆机, blanket 毛毯, teapot 茶壶, desk 书桌, bookshelf 书架, rug 地毯, mirror 镜子, vase 花瓶, umbrella 雨伞, suitcase 行李箱, pillow 枕头, clock 挂钟, pan 平底锅, knife 菜刀, scarf 围巾, raincoat 雨衣, tent 帐篷, heater 取暖器, fan 电风扇, speaker 音箱, charger 充电器, keyboard 键盘, chair 椅子, curtain 窗帘, towel 毛巾, bottle 保温杯, toaster 烤面包机',
);
const TRAITS = pairs(
  'grey 灰色, blue 蓝色, large 大号, folding 折叠, bamboo 竹制, steel 不锈钢, travel 旅行, silent 静音, smart 智能, handmade 手工, second-hand 二手, limited 限量',
);
const SEED = 20_261_127;
const QUESTIONS = 3;
const SENTENCES = 4;
const EXAMPLES = { en: 20, zh: 20 } as const;

/**
 * `count` articles, Chinese and English by turns: the shop's own questions and sentences, drawn anew for a thing of each article's own.
 * Each has two passages and three questions.
 */
export function makeArticles(folder: string, count: number): void {
  const { articles } = loadArticles(join(PROJECT_DIR, 'knowledge'));
  const random = seededRandom(SEED);
  for (const locale of ['en', 'zh'] as const) {
    const sources = articles.filter((article) => article.locale === locale);
    mkdirSync(join(folder, locale), { recursive: true });
    for (let n = 0; n < count / 2; n += 1) {
      const source = sources[n % sources.length]!;
      writeArticle(folder, source, Math.floor(n / sources.length), random);
    }
  }
}

function writeArticle(folder: string, source: Article, round: number, random: () => number): void {
  const { locale } = source;
  const thing = thingOf(round)[locale];
  const id = `${source.id}-${round}`;
  const about = locale === 'en' ? ` (${thing})` : `（${thing}）`;
  const sentences = shuffle(source.body.replace(/^#.*$/gm, '').match(/[^.。！？\n]+[.。！？]/g) ?? [source.title], random).map(
    (sentence) => sentence.trim(),
  );
  const matter = {
    id,
    locale,
    title: `${source.title}${about}`.slice(-120),
    owner: source.owner,
    questions: shuffle(source.questions, random)
      .slice(0, QUESTIONS)
      .map((question) => `${question}${about}`),
  };
  const passages = [sentences.slice(0, SENTENCES), sentences.slice(SENTENCES, 2 * SENTENCES)].map((part) =>
    [thing, ...part].join(locale === 'en' ? ' ' : '，').trim(),
  );
  writeFileSync(
    join(folder, locale, `${id}.md`),
    `---\n${stringify(matter)}---\n${passages[0]}\n\n## ${source.title} 2\n${passages[1]}\n`,
  );
}

/** The shop's own intents, and more of them up to `count`: twenty of an intent's examples in each language, about a thing of its own. */
export function makeIntents(folder: string, count: number): void {
  const own = join(PROJECT_DIR, 'intents');
  cpSync(own, folder, { recursive: true });
  const sources = readdirSync(own)
    .filter((name) => name !== 'shop.yaml' && name !== 'out_of_scope.yaml')
    .map((name) => parse(readFileSync(join(own, name), 'utf8')) as IntentDefinition);
  const random = seededRandom(SEED);
  for (let n = 0; n < count - sources.length; n += 1) {
    const source = sources[n % sources.length]!;
    const round = Math.floor(n / sources.length);
    const thing = thingOf(round);
    const id = `${source.id}_${round}`;
    const examples = (language: 'en' | 'zh'): readonly string[] =>
      shuffle(source.examples[language], random)
        .slice(0, EXAMPLES[language])
        .map((text) => (language === 'en' ? `${text} (${thing.en})` : `${text}（${thing.zh}）`));
    const intent = {
      id,
      group: source.group,
      title: { en: `${source.title.en} (${thing.en})`, zh: `${source.title.zh}（${thing.zh}）` },
      answer: { en: `About the ${thing.en}: ${source.title.en}.`, zh: `${thing.zh}：${source.title.zh}。` },
      examples: { en: examples('en'), zh: examples('zh') },
    };
    writeFileSync(join(folder, `${id}.yaml`), stringify(intent));
  }
}

function thingOf(round: number): Thing {
  const good = GOODS[round % GOODS.length]!;
  const trait = TRAITS[Math.floor(round / GOODS.length) % TRAITS.length]!;
  return { en: `${trait.en} ${good.en}`, zh: `${trait.zh}${good.zh}` };
}

function pairs(list: string): readonly Thing[] {
  return list.split(', ').map((pair) => {
    const at = pair.lastIndexOf(' ');
    return { en: pair.slice(0, at), zh: pair.slice(at + 1) };
  });
}
