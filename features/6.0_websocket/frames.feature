@scripted @needs.ws
Feature: WebSocket – frames

  Background:
    Given the WebSocket server does its duty

  @ROB-WS-1 @robust
  Rule: A client makes and reads frames as RFC 6455 has them

    Scenario Outline: a message of <n> bytes arrives at the server
      Given a client connected
      When the application publishes:
        | topic   | "a/b"                             |
        | payload | {"fill": {"len": <n>, "seed": 1}} |
        | qos     | 1                                 |
      Then the server receives PUBLISH payload=fill:<n>/1
      And the application is told that its message is published

      Examples:
        | n     |
        | 116   |
        | 117   |
        | 118   |
        | 126   |
        | 5000  |
        | 65525 |
        | 65526 |
        | 65536 |

    Scenario Outline: a message of <n> bytes arrives at the client
      Given a client connected
      When the server sends PUBLISH topic="a/b" payload=fill:<n>
      Then the application receives what the server sent

      Examples:
        | n     |
        | 118   |
        | 119   |
        | 120   |
        | 126   |
        | 65526 |
        | 65527 |
        | 65528 |
        | 65536 |

    Scenario: a long message over WebSocket goes whole through a narrow window
      Given the network does window 100 B
      And a client connected
      When the application publishes:
        | topic   | "a/b"                                |
        | payload | {"fill": {"len": 100000, "seed": 7}} |
      Then the server receives PUBLISH payload=fill:100000/7

    Scenario: frames that come in pieces of one byte are read
      Given a client connected
      And the network does slice 1 B to client under WebSocket
      When the server publishes "a payload" to "a/b" with QoS 2
      Then the application receives "a payload" on "a/b"
      And the server receives PUBCOMP

    Scenario: frames of a client may be cut anywhere
      Given a client connected
      And the network does slice 1 B to server under WebSocket
      When the application publishes "a payload" to "a/b" with QoS 2
      Then the application is told that its message is published

    @slow
    Scenario: a ping is answered by a pong
      Given a client connected
      When the WebSocket server does send ping "hi"
      Then the connection stays open for 3 s

    @slow
    Scenario: a ping within a message is answered, and the message is whole
      Given the WebSocket server does frames of 3 B with pings between
      And a client connected
      When the server publishes "a payload" to "a/b" with QoS 2
      Then the application receives "a payload" on "a/b"
      And the server receives PUBCOMP
      And the connection stays open for 3 s

    Scenario: a pong that answers nothing changes nothing
      Given a client connected
      When the WebSocket server does send pong "hi"
      And the server publishes "hi" to "a/b" with QoS 0
      Then the application receives "hi" on "a/b"
      And the connection stays open

    Scenario: a client closes after Close of the server
      Given a client connected
      When the WebSocket server does send close 1001
      Then the client closes the connection
      And the application is told "disconnected"

    Scenario: a client closes on a masked frame
      Given a client connected
      When the WebSocket server does send masked PUBLISH topic="a/b" payload="hi"
      Then the client closes the connection
      And the application is not told "message"

    Scenario: a client closes on a frame of a reserved kind
      Given a client connected
      When the WebSocket server does send reserved PUBLISH topic="a/b" payload="hi"
      Then the client closes the connection
      And the application is not told "message"
