import { ApiProperty } from '@nestjs/swagger';
import { PageDto, Results } from '../../paging/page.dto.js';
import { OwnUserDto } from '../../users/dto/user.dto.js';

export class MessageDto {
  @ApiProperty({
    type: 'string',
    description: 'For people to read.',
    example: 'You are logged out.',
  })
  message!: string;
}

/** The answer to signing up and to signing in. */
export class SignedInDto {
  @ApiProperty({ type: 'string', example: 'Welcome, ada.' })
  message!: string;

  @ApiProperty({
    type: 'string',
    description: 'Send it as `Authorization: Bearer <token>`.',
    example: 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl',
  })
  token!: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    description: 'When the token ends of itself.',
    example: '2026-11-29T15:34:00.000Z',
  })
  expires_at!: string;

  @ApiProperty({ type: OwnUserDto, description: 'Who is signed in.' })
  user!: OwnUserDto;
}

/** A place where one is signed in. */
export class SessionDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  id!: number;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  created_at!: string;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  last_used_at!: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'What the client called itself when it signed in.',
    example: 'curl/8.5.0',
  })
  user_agent!: string | null;

  @ApiProperty({ type: 'boolean', description: 'Whether it is the one that asks.', example: true })
  current!: boolean;
}

export class SessionPageDto extends PageDto {
  @Results(SessionDto)
  results!: SessionDto[];
}
