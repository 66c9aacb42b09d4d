@scripted @needs.ws
Feature: 6 Using WebSocket as a network transport – frames and packets

  Background:
    Given the WebSocket server does its duty

  @MQTT-6.0.0-2 @must
  Rule: A client does not assume that Control Packets are aligned on frames

    Scenario: several packets in one frame are all read
      Given a client connected
      When the server sends in one segment:
        """
        PUBLISH topic="a" payload="1"
        PUBLISH topic="a" payload="2" qos=1 id=7
        PUBLISH topic="a" payload="3" qos=2 id=8
        """
      Then the server receives PUBACK id=7
      And the server receives PUBREC id=8
      And the application receives "3" on "a"

    Scenario Outline: a packet in frames of <n> byte(s) is read whole
      Given a client connected
      And the network does slice <n> B to client
      When the server publishes "a payload" to "a/b" with QoS 2
      Then the application receives "a payload" on "a/b"
      And the server receives PUBCOMP

      Examples:
        | n |
        | 1 |
        | 2 |
        | 7 |

    Scenario: the answer to CONNECT in frames of one byte is read whole
      Given the network does slice 1 B to client
      When the application connects
      Then the application is told "connected"

    Scenario Outline: a message in continuation frames of <n> byte(s) is read whole
      Given the WebSocket server does frames of <n> B
      And a client connected
      When the server publishes "a payload" to "a/b" with QoS 2
      Then the application receives "a payload" on "a/b"
      And the server receives PUBCOMP

      Examples:
        | n |
        | 1 |
        | 2 |
        | 7 |

    Scenario: a frame that ends one packet and begins the next is read
      Given a client connected
      When the server sends hex 3006000161
      And the server sends hex 6f6e65300600016174
      And the server sends hex 776f
      Then the application receives "one" on "a"
      And the application receives "two" on "a"

    Scenario: a frame of no bytes is nothing
      Given a client connected
      When the server sends hex 3006000161
      And the WebSocket server does send empty message
      And the server sends hex 6f6e65
      Then the application receives "one" on "a"

    Scenario: many packets in continuation frames that hold parts of them are all read
      Given the WebSocket server does frames of 5 B
      And a client connected
      When the server sends in one segment:
        """
        PUBLISH topic="a" payload="first"
        PUBLISH topic="a" payload="second" qos=1 id=7
        PINGRESP
        """
      Then the application receives "first" on "a"
      And the application receives "second" on "a"
      And the server receives PUBACK id=7
