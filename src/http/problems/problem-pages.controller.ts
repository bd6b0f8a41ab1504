import { Controller, Get, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { TokenIgnored } from '../routing/access.js';
import { smallPage, smallPagePolicy, HtmlPage } from '../pages/small-page.js';
import { PROBLEMS, type ProblemKind } from './catalogue.js';
import { Problem } from './problem.js';

/** The pages behind the `type` of every problem. */
@ApiExcludeController()
@Controller('problems')
@TokenIgnored()
export class ProblemPagesController {
  @Get()
  @HtmlPage(smallPagePolicy())
  all(): string {
    const rows = Object.entries(PROBLEMS).map(
      ([name, { status, title }]) => `<li><a href="/problems/${name}/">${status} ${title}</a></li>`,
    );
    return smallPage('Problems', `<ul>${rows.join('')}</ul>`);
  }

  @Get(':name')
  @HtmlPage(smallPagePolicy())
  one(@Param('name') name: string): string {
    if (!Object.hasOwn(PROBLEMS, name)) throw Problem.notFound();
    const { status, title, explanation }: ProblemKind = PROBLEMS[name as keyof typeof PROBLEMS];
    const text = explanation.replaceAll('<', '&lt;').replaceAll(/`([^`]+)`/g, '<code>$1</code>');
    return smallPage(
      title,
      `<p class="soft">Status <strong>${status}</strong></p><p>${text}</p><p><a href="/problems/">All problems</a></p>`,
    );
  }
}
