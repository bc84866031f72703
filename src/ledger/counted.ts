import type { Knex } from 'knex';

/**
 * Has the database add columns of counts up, each group of the query by itself: numbers of lines that are kept beside
 * what they were counted from. They come back as whole numbers or as texts of them, by database.
 */
export function addedUp(query: Knex.QueryBuilder, columns: Record<string, string>): Knex.QueryBuilder {
  return query.sum(columns);
}
