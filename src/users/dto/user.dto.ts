import { ApiProperty } from '@nestjs/swagger';
import type { CurrentUser, Role } from '../../http/routing/access.js';

/** A user as everyone sees one. */
export class PublicUserDto {
  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  id!: number;

  @ApiProperty({ type: 'string', example: 'ada' })
  username!: string;
}

/** A user and what they have done. */
export class ProfileDto extends PublicUserDto {
  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  created_at!: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Movies created.', example: 1 })
  movie_count!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Movies liked.', example: 1 })
  like_count!: number;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Comments and replies.', example: 1 })
  comment_count!: number;
}

/** A user as only they themselves see it. */
export class OwnUserDto extends PublicUserDto {
  @ApiProperty({ type: 'string', format: 'email', example: 'ada@example.org' })
  email!: string;

  @ApiProperty({ enum: ['user', 'admin'], example: 'user' })
  role!: Role;

  @ApiProperty({ type: 'string', format: 'date-time', example: '2026-11-22T15:34:00.000Z' })
  created_at!: string;

  static of(
    user: Pick<CurrentUser, 'id' | 'username' | 'email' | 'role' | 'createdAt'>,
  ): OwnUserDto {
    return {
      id: user.id,
      username: user.username,
      email: user.email,
      role: user.role,
      created_at: user.createdAt.toISOString(),
    };
  }
}
