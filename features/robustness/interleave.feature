@scripted @needs.qos1
Feature: Robustness – what comes between

  @ROB-INTERLEAVE-1 @robust
  Rule: Any order that the standard allows of what the server sends is understood

    @table.packets/publish.stay
    Scenario Outline: PUBLISH with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/publish.answer
    Scenario Outline: PUBLISH with <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the server receives <answer>
      When the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:
