/** Storage for responses of any size: bytes beyond a threshold are written to a temporary file. */
package io.mlbatch.protocol.spool;
