/** Access to the host: users, tokens, failed logins, and callers on this machine. */
package io.mlbatch.service.security;
