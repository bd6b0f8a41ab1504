import { ApiProperty } from '@nestjs/swagger';

export class LiveDto {
  @ApiProperty({ enum: ['up'], example: 'up' })
  status!: 'up';
}

class ChecksDto {
  @ApiProperty({ enum: ['up', 'down'], example: 'up' })
  database!: 'up' | 'down';

  @ApiProperty({ enum: ['up', 'down'], example: 'up' })
  migrations!: 'up' | 'down';

  @ApiProperty({ enum: ['up', 'down'], example: 'up' })
  queue!: 'up' | 'down';
}

export class ReadyDto extends LiveDto {
  @ApiProperty({ type: ChecksDto })
  checks!: ChecksDto;
}
