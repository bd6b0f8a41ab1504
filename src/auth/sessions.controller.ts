import { Controller, Delete, Get, HttpCode, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Viewer, type CurrentUser } from '../http/routing/access.js';
import { Id } from '../http/input/parameters.js';
import { Documented } from '../http/openapi/documented.js';
import { ListQuery } from '../paging/page.parameters.js';
import type { ListRow } from '../paging/list.statement.js';
import { Paged } from '../paging/page.interceptor.js';
import { Slice } from '../paging/slice.param.js';
import { Problem } from '../http/problems/problem.js';
import { SessionPageDto } from './dto/session.dto.js';
import { SessionsService } from './sessions.service.js';

@ApiTags('Users')
@Controller('me/sessions')
export class SessionsController {
  constructor(private readonly sessions: SessionsService) {}

  @Get()
  @Paged()
  @Documented({
    tagged: true,
    id: 'listSessions',
    summary: 'List your sessions',
    description:
      'Where you are signed in, latest first. `last_used_at` is exact to a minute or so.',
    answer: { status: 200, type: SessionPageDto, description: 'A page of sessions.' },
  })
  list(
    @Query() _query: ListQuery,
    @Slice() slice: Slice,
    @Viewer() user: CurrentUser,
  ): Promise<ListRow> {
    return this.sessions.list(user.id, user.sessionId, slice);
  }

  @Delete(':id')
  @HttpCode(204)
  @Documented({
    id: 'endSession',
    summary: 'End one of your sessions',
    description: 'Its token is dead at once, on every instance.',
    answer: { status: 204, description: 'Ended.' },
  })
  async end(@Id() id: number, @Viewer() user: CurrentUser): Promise<void> {
    if (!(await this.sessions.end(user.id, id)))
      throw Problem.notFound('You have no such session.');
  }
}
