@scripted
Feature: Robustness – delivery to the application

  @ROB-DELIVERY-1 @robust
  Rule: An Application Message reaches the application whole and once per delivery of the server's

    @table.packets/publish.stay
    Scenario Outline: <name>, <state>, reaches the application
      Given a client in the state <state>
      And the application subscribes to "#" with QoS 0
      And the application subscribes to "$SYS/#" with QoS 0
      When the server sends <packet>
      Then the application receives what the server sent

      Examples:

    Scenario Outline: a payload of <length> bytes reaches the application whole
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/b" payload=fill:<length>
      Then the application receives what the server sent

      Examples:
        | length |
        | 648    |
        | 1000   |
        | 1440   |
        | 1448   |
        | 1460   |
        | 2048   |
        | 4096   |
        | 65535  |
        | 65536  |
        | 262144 |

    Scenario: RETAIN is shown as it came
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/b" retain=1 payload="kept"
      Then the application receives what the server sent

    Scenario: two hundred messages with QoS 0 are each delivered once
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server publishes 200 messages to "a/b" with QoS 0
      Then the application receives "200" on "a/b"
      And the application is told "message" exactly 200 times

    @needs.qos1
    Scenario: two hundred messages with QoS 1 are each delivered once
      Given a client connected
      And the application subscribes to "a/b" with QoS 1
      When the server publishes 200 messages to "a/b" with QoS 1
      Then the application receives "200" on "a/b"
      And the application is told "message" exactly 200 times

    @needs.qos2
    Scenario: twenty messages with QoS 2 at once are each delivered once
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      When the server publishes 20 messages to "a/b" with QoS 2
      Then the application receives "20" on "a/b"
      And the server receives at least 20 PUBCOMP within 2 s
      And the application is told "message" exactly 20 times

    Scenario: the same message twice is delivered twice
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server publishes "same" to "a/b" with QoS 0
      And the server publishes "same" to "a/b" with QoS 0
      Then the application has received "same" on "a/b" exactly 2 times

    Scenario: what the application publishes to its own subscription comes back once
      Given a client connected
      And the application subscribes to "a/b" with QoS 0
      When the application publishes "echo" to "a/b" with QoS 0
      Then the application receives "echo" on "a/b"
      And the application has received "echo" on "a/b" exactly 1 time

    Scenario Outline: a message to "<topic>" reaches the subscription to "<filter>"
      Given a client connected
      And the application subscribes to "<filter>" with QoS 0
      When the server publishes "hi" to "<topic>" with QoS 0
      Then the application receives "hi" on "<topic>"

      Examples:
        | topic       | filter     |
        | sport       | sport/#    |
        | foo/bar     | foo/+/#    |
        | /finance    | +/+        |
        | a//b        | a/+/b      |
        | $SYS/uptime | $SYS/#     |
