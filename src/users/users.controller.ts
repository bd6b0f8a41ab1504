import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Public } from '../http/routing/access.js';
import { Id } from '../http/input/parameters.js';
import { Documented } from '../http/openapi/documented.js';
import { ProfileDto } from './dto/user.dto.js';
import { UsersService } from './users.service.js';

@ApiTags('Users')
@Controller('users')
@Public()
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get(':id')
  @Documented({
    id: 'getUser',
    summary: 'Read what everyone may know of a user',
    description: 'The name, since when, and how much they have done.',
    answer: { status: 200, type: ProfileDto, description: 'The user.' },
  })
  one(@Id() id: number): Promise<ProfileDto> {
    return this.users.profile(id);
  }
}
