@scripted
Feature: 3.1.2 Keep Alive

  @MQTT-3.1.2-23 @must
  Rule: The client sends some Control Packet within each Keep Alive interval

    @slow
    Scenario Outline: an idle client with Keep Alive <keep_alive> sends PINGREQ
      Given a client connected with Keep Alive <keep_alive>
      When the application is idle for <idle>
      Then the server receives PINGREQ at least every <keep_alive>

      Examples:
        | keep_alive | idle |
        | 1 s        | 3 s  |
        | 2 s        | 5 s  |

    @needs.bench.virtual_time
    Scenario Outline: an idle client with Keep Alive <keep_alive> sends PINGREQ for <idle>
      Given a client connected with Keep Alive <keep_alive>
      When the application is idle for <idle>
      Then the server receives PINGREQ at least every <keep_alive>

      Examples:
        | keep_alive | idle     |
        | 60 s       | 1 h      |
        | 86 s       | 10 min   |
        | 90 s       | 10 min   |
        | 300 s      | 1 h      |
        | 3600 s     | 5 h      |
        | 32768 s    | 40 h     |
        | 65535 s    | 60 h     |

    @slow
    Scenario: a client that only receives sends PINGREQ
      Given a client connected with Keep Alive 1 s
      And the application subscribes to "a/b" with QoS 0
      When the server publishes "one" to "a/b" with QoS 0
      And the application is idle for 700 ms
      And the server publishes "two" to "a/b" with QoS 0
      And the application is idle for 700 ms
      And the server publishes "three" to "a/b" with QoS 0
      And the application is idle for 700 ms
      Then the server receives any at least every 1 s

    @needs.bench.virtual_time
    Scenario: a client that receives again and again sends PINGREQ
      Given a client connected with Keep Alive 10 s
      And the application subscribes to "a/b" with QoS 0
      And the network does throttle 16 B/s to client
      When the server publishes 30 messages to "a/b" with QoS 0
      And the application is idle for 25 s
      Then the server receives any at least every 10 s

    @slow
    Scenario: a client that only sends is never silent for longer
      Given a client connected with Keep Alive 1 s
      When the application publishes "one" to "a/b" with QoS 0
      And the application is idle for 700 ms
      And the application publishes "two" to "a/b" with QoS 0
      And the application is idle for 1800 ms
      Then the server receives any at least every 1 s

    @needs.qos1 @slow
    Scenario: a message that is not acknowledged does not keep PINGREQ back
      Given a client connected with Keep Alive 1 s
      And the server never answers PUBLISH
      When the application publishes "hi" to "a/b" with QoS 1
      And the application is idle for 3 s
      Then the server receives PINGREQ at least every 1 s

    @slow
    Scenario: after a reconnection with a PINGREQ unanswered PINGREQ comes again
      Given a client connected with Keep Alive 1 s
      And the server never answers PINGREQ
      When the application is idle for 1500 ms
      Then the server receives PINGREQ
      When the server closes the connection
      And the server follows the standard again
      And the application reconnects with the same options
      Then the application is told "connected"
      When the application is idle for 3 s
      Then the server receives PINGREQ at least every 1 s

    @needs.clock @needs.bench.virtual_time
    Scenario Outline: the client's clock goes over <wrap> in between
      Given the application does clock
        | unix_ms         | 1700000000000 |
        | uptime_start_ms | <start>       |
      And a client connected with Keep Alive 10 s
      When the application is idle for 2 min
      Then the server receives PINGREQ at least every 10 s

      Examples:
        | wrap    | start      |
        | 2^31 ms | 2147453648 |
        | 2^32 ms | 4294937296 |
