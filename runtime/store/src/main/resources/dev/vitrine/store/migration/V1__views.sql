-- Views of the event logs. Nothing here is the truth: drop it all and it is filled again from the logs.
-- Migrations only expand, so that an earlier version of the server can still read and fill what a later one made.

create table view_state (
  event varchar(64) primary key,
  seq bigint not null
);

create table record (
  event varchar(64) not null,
  seq bigint not null,
  at timestamp(3) with time zone not null,
  type varchar(64) not null,
  channel varchar(16) not null,
  actor_id varchar(128) not null,
  actor_name varchar(128) not null,
  body json not null,
  primary key (event, seq)
);

create index record_by_type on record (event, type, seq);

create table chat_line (
  event varchar(64) not null,
  seq bigint not null,
  at timestamp(3) with time zone not null,
  author_id varchar(128) not null,
  author_name varchar(128) not null,
  text varchar(2000) not null,
  folded varchar(2000) not null,
  state varchar(16) not null,
  primary key (event, seq)
);

create index chat_line_by_author on chat_line (event, author_id, seq);
