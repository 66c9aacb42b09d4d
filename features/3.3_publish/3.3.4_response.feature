@scripted @needs.qos1
Feature: 3.3.4 The answer to PUBLISH

  @MQTT-3.3.4-1 @must
  Rule: A PUBLISH is answered as its QoS demands

    Scenario: QoS 1 is answered with PUBACK
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=10 payload="hi"
      Then the server receives PUBACK id=10

    @needs.qos2
    Scenario: QoS 2 is answered with PUBREC
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server sends PUBLISH topic="a/b" qos=2 id=10 payload="hi"
      Then the server receives PUBREC id=10

    Scenario: QoS 0 is not answered
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/b" payload="hi"
      Then the application receives "hi" on "a/b"
      And the server receives no PUBACK|PUBREC

    @needs.manual_ack
    Scenario: a client that leaves the acknowledgement to its application waits for it
      Given the application asks for:
        | manual_ack | true |
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends PUBLISH topic="a/b" qos=1 id=10 payload="hi"
      Then the application receives "hi" on "a/b"
      And the server receives no PUBACK
      When the application does ack
        | packet | 10 |
      Then the server receives PUBACK id=10

    @table.packets/publish.answer
    Scenario Outline: <name>, <state>
      Given a client in the state <state>
      When the server sends <packet>
      Then the server receives <answer>
      When the server sends PUBLISH topic="usable" qos=1 id=40001
      Then the server receives PUBACK id=40001

      Examples:
