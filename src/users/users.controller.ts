import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { Public } from '../http/access.js';
import { Id } from '../http/id.param.js';
import { Documented } from '../http/openapi.js';
import { ProfileDto } from './dto/user.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@ApiBearerAuth()
@Controller('users')
@Public()
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get(':id')
  @Documented({
    id: 'getUser',
    summary: 'Read what everyone may know of a user',
    answer: { status: 200, type: ProfileDto, description: 'The user.' },
    problems: ['invalid-input', 'malformed-request', 'unauthorized', 'not-found'],
  })
  one(@Id() id: number): Promise<ProfileDto> {
    return this.users.profile(id);
  }
}
