@scripted @needs.qos1
Feature: Robustness – acknowledgements

  @ROB-ACK-1 @robust
  Rule: An acknowledgement that the client does not wait for does no harm

    @table.packets/puback.stay
    Scenario Outline: PUBACK <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/pubrec.stay
    Scenario Outline: PUBREC <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/pubcomp.stay
    Scenario Outline: PUBCOMP <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/suback.stay
    Scenario Outline: SUBACK <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:

    @table.packets/unsuback.stay
    Scenario Outline: UNSUBACK <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      And the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:
