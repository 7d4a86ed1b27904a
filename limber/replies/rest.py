"""Replies as Rasa messages, for ``rest`` and every channel without a rendering of its own."""

from __future__ import annotations

from typing import Any

from limber.replies.reply import Block, Reply

Message = dict[str, Any]
"""Arguments of rasa_sdk's ``CollectingDispatcher.utter_message``."""

CONTRACT_KEY = "limber"

BLOCK_KEY = "block"
"""Key of a text message that also has its list as data; channels of text ignore it."""


def to_messages(reply: Reply) -> list[Message]:
    """Render a reply: text messages that say everything, then the contract message.

    The buttons go with the last text.
    """
    messages: list[Message] = [_block_message(block) for block in reply.blocks]
    if messages and reply.buttons:
        messages[-1]["buttons"] = [
            {"title": button.title, "payload": button.payload} for button in reply.buttons
        ]
    messages.append(contract_message(reply))
    return messages


def _block_message(block: Block) -> Message:
    """A block as text; a list also as it is, for channels that can show one."""
    message: Message = {"text": block_text(block)}
    if block.items:
        message[BLOCK_KEY] = {
            "text": block.text,
            "items": list(block.items),
            "numbered": block.numbered,
        }
    return message


def contract_message(reply: Reply) -> Message:
    """The one custom message that ends each turn: what was said, for machines."""
    data: dict[str, Any] = {
        "kind": reply.kind.value,
        "content_ids": list(reply.content_ids),
        "tier": reply.tier.value if reply.tier else None,
        "groups": list(reply.groups),
        "sources": list(reply.sources),
        **reply.flags,
    }
    return {"json_message": {"data": {CONTRACT_KEY: data}}}


def block_text(block: Block) -> str:
    """A block as plain text, its items as lines."""
    lines = [block.text] if block.text else []
    for number, item in enumerate(block.items, start=1):
        lines.append(f"{number}. {item}" if block.numbered else f"- {item}")
    return "\n".join(lines)


def to_rasa(reply: Reply) -> list[Message]:
    """Render a reply as Rasa's own bot messages, for what is said outside an action."""
    return [
        {"custom": message["json_message"]} if "json_message" in message else message
        for message in to_messages(reply)
    ]
