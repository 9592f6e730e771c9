/**
 * Chat: messages in, the prompt out that a model was trained on.
 *
 * <p>{@link io.millrace.chat.ChatTemplate} compiles the template that a model carries once and
 * renders it for every conversation; {@link io.millrace.chat.Message} reads messages of the OpenAI
 * API; {@link io.millrace.chat.ChatContext} is what a template is given.
 *
 * <p>This package may import {@code json} and {@code chat.template} only.
 */
package io.millrace.chat;
