/** Bytes of any number in little memory. */
package io.mlbatch.protocol.spool;
