import { Body, Controller, Delete, Get, HttpCode, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Viewer, type CurrentUser } from '../http/routing/access.js';
import { ClientAddress } from '../http/limits/client-address.js';
import { Documented } from '../http/openapi/documented.js';
import { OwnUserDto } from '../users/dto/user.dto.js';
import { AccountService } from './account.service.js';
import { DeleteAccountDto, UpdateAccountDto } from './dto/account.dto.js';

@ApiTags('Users')
@Controller('me')
export class AccountController {
  constructor(private readonly account: AccountService) {}

  @Get()
  @Documented({
    id: 'getAccount',
    summary: 'Read your account',
    description: 'With the e-mail address, which nobody else sees.',
    answer: { status: 200, type: OwnUserDto, description: 'You.' },
  })
  get(@Viewer() user: CurrentUser): OwnUserDto {
    return OwnUserDto.of(user);
  }

  @Patch()
  @Documented({
    id: 'updateAccount',
    summary: 'Change your account',
    description:
      'Another e-mail address or password needs `current_password`, and the old address is told. ' +
      'Another password ends all other sessions.',
    answer: { status: 200, type: OwnUserDto, description: 'You, as you are now.' },
    problems: ['conflict'],
  })
  update(
    @Viewer() user: CurrentUser,
    @Body() input: UpdateAccountDto,
    @ClientAddress() address: string,
  ): Promise<OwnUserDto> {
    return this.account.update(user, input, address);
  }

  @Delete()
  @HttpCode(204)
  @Documented({
    id: 'deleteAccount',
    summary: 'Delete your account',
    description:
      'Your sessions, likes and comments go with it (a comment with replies leaves its place), your movies stay without a creator.',
    answer: { status: 204, description: 'Deleted.' },
  })
  async remove(
    @Viewer() user: CurrentUser,
    @Body() input: DeleteAccountDto,
    @ClientAddress() address: string,
  ): Promise<void> {
    await this.account.remove(user, input.current_password, address);
  }
}
