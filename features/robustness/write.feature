@scripted
Feature: Robustness – what can be written only in small parts

  @ROB-WRITE-1 @robust
  Rule: A transport that takes few bytes at a time changes nothing in the stream

    @needs.qos2
    Scenario Outline: the server's window is <window>
      Given the network does window <window>
      And a client connected
      And the application subscribes to "a/b" with QoS 1
      When the application publishes:
        | topic   | "a/b"                             |
        | payload | {"fill": {"len": 300, "seed": 7}} |
        | qos     | 2                                 |
      Then the server receives PUBLISH qos=2 payload=fill:300/7
      And the application is told that its message is published
      And the application is told "message"

      Examples:
        | window |
        | 1 B    |
        | 2 B    |
        | 3 B    |
        | 7 B    |
        | 100 B  |

    @needs.qos1
    Scenario Outline: twenty messages through a window of <window>
      Given the network does window <window>
      And a client connected
      When the application publishes 20 messages to "a/b" with QoS 1
      Then the application is told that its message is published
      And the application is told "published" exactly 20 times

      Examples:
        | window |
        | 1 B    |
        | 5 B    |
        | 64 B   |

    Scenario: CONNECT with everything through a window of 1 B
      Given the network does window 1 B
      And the application asks for:
        | user_name    | "user"             |
        | password     | {"text": "pass"}   |
        | will.topic   | "w/t"              |
        | will.payload | {"text": "bye"}    |
      When the application connects
      Then the server receives CONNECT will_message="bye" user_name="user" password="pass"
      And the application is told "connected"

    Scenario Outline: a message of <length> bytes while the server pauses after <pause>
      Given the network does stall after <pause> to server for 1 s
      And a client connected
      When the application publishes:
        | topic   | "a/b"                                  |
        | payload | {"fill": {"len": <length>, "seed": 7}} |
      And the application is idle for 1500 ms
      Then the server receives PUBLISH payload=fill:<length>/7

      Examples:
        | length | pause   |
        | 5000   | 1000 B  |
        | 65535  | 1000 B  |
        | 200000 | 1000 B  |
        | 200000 | 70000 B |
