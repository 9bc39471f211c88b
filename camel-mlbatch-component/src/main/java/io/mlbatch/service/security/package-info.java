/** Who may call the host: users, tokens, failed logins, and callers of this machine. */
package io.mlbatch.service.security;
