/**
 * Spring Boot: the properties {@code camel.component.mlbatch.*} and {@code camel.component.mlbatch-service.*}. Only
 * Spring loads these classes.
 */
package io.mlbatch.springboot;
