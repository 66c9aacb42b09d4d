@scripted @needs.qos2
Feature: 4.3.3 QoS 2, the receiver

  @MQTT-4.3.3-2 @must
  Rule: A message is delivered once, however often it is sent before PUBREL

    Scenario: a PUBLISH that is sent again is acknowledged and not delivered again
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      And the server never answers PUBREC
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="once"
      Then the server receives PUBREC id=7
      When the server sends PUBLISH topic="a/b" qos=2 id=7 dup=1 payload="once"
      Then the server receives PUBREC id=7
      When the server sends PUBREL id=7
      Then the server receives PUBCOMP id=7
      And the application has received "once" on "a/b" exactly 1 time

    Scenario: after PUBCOMP the Packet Identifier names a new message
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="same"
      Then the server receives PUBCOMP id=7
      When the server sends PUBLISH topic="a/b" qos=2 id=7 payload="same"
      Then the server receives PUBCOMP id=7
      And the application has received "same" on "a/b" exactly 2 times
