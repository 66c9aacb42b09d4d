@scripted
Feature: Robustness – what arrives in pieces

  @ROB-READ-1 @robust
  Rule: Any cut of the inbound bytes into segments is read the same

    Scenario: one byte a segment
      Given the network does slice 1 B
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server publishes "in pieces" to "a/b" with QoS 1
      Then the application receives "in pieces" on "a/b"
      And the server receives PUBACK

    Scenario: several packets in one segment
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server sends in one segment:
        """
        PUBLISH topic="a/b" qos=1 id=11 payload="first"
        PUBLISH topic="a/b" payload="second"
        PUBLISH topic="a/b" qos=1 id=12 payload="third"
        """
      Then the server receives in order:
        """
        PUBACK id=11
        PUBACK id=12
        """
      And the application receives "second" on "a/b"
