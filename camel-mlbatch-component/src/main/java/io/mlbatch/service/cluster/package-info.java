/** Hosts as equals on one PostgreSQL: their nodes, the clock of the database, and the tokens in it. */
package io.mlbatch.service.cluster;
