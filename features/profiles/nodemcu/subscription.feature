@scripted @profile.nodemcu
Feature: NodeMCU – subscriptions and acknowledgements

  Background:
    Given the application asks for the preset "nodemcu", or else for:
      | keep_alive_s | 60 | |

  @NODEMCU-PUB-03 @needs.qos1
  Rule: Each message has an end of its own, also where several are on their way

    Scenario: NodeMCU: of three messages the second is not acknowledged
      Given a client connected
      And the server follows the script:
        """
        on PUBLISH payload="2" -> drop
        """
      When the application publishes 3 messages to "a/b" with QoS 1
      Then the application is told that its message is published
      And the application is told "published" exactly 2 times

  @NODEMCU-SUB-01 @NODEMCU-SUB-02 @NODEMCU-SUB-03
  Rule: One SUBSCRIBE holds the Topic Filters given, each with its QoS

    Scenario: NodeMCU: one Topic Filter, QoS 0
      Given a client connected
      When the application subscribes to "/topic" with QoS 0
      Then the server receives SUBSCRIBE filters="/topic":0 id!=0
      And the application is told "subscribed"

    @needs.multi_subscribe
    Scenario: NodeMCU: a table of Topic Filters
      Given a client connected
      When the application subscribes to:
        | "topic/0" | 0 |
        | "topic/1" | 1 |
        | "topic/2" | 2 |
      Then the server receives SUBSCRIBE filters="topic/0":0,"topic/1":1,"topic/2":2
      And the application is told "subscribed" exactly 1 time

  @NODEMCU-SUB-04 @NODEMCU-ON-06 @needs.granted_qos
  Rule: A subscription that the server refused is no success, and what was granted is told

    Scenario Outline: NodeMCU: the server grants <code>
      Given a client connected
      And the server answers SUBSCRIBE with SUBACK id=$id codes=<code>
      When the application subscribes to "/topic" with QoS 2
      Then the application is told "subscribed" with:
        """
        {"codes": [<code>]}
        """

      Examples:
        | code |
        | 0    |
        | 128  |

  @NODEMCU-SUB-05 @NODEMCU-SUB-07 @needs.granted_qos
  Rule: Many subscriptions in quick succession each get their own answer

    Scenario: NodeMCU: ten subscribe() at once, answered the last first
      Given a client connected
      And the server withholds its answer to SUBSCRIBE
      When the application subscribes to "/topic/0" with QoS 0
      And the application subscribes to "/topic/1" with QoS 1
      And the application subscribes to "/topic/2" with QoS 0
      And the application subscribes to "/topic/3" with QoS 1
      And the application subscribes to "/topic/4" with QoS 2
      Then the server receives exactly 5 SUBSCRIBE within 1 s
      When the server lets go what it withheld, the last first
      Then the application is told "subscribed" exactly 5 times

  @NODEMCU-UNSUB-01 @NODEMCU-UNSUB-03 @needs.unsubscribe
  Rule: UNSUBSCRIBE holds Topic Filters only, and its end is told when UNSUBACK came

    Scenario: NodeMCU: one Topic Filter
      Given a client connected
      And the application subscribes to "/topic" with QoS 0
      And the server withholds its answer to UNSUBSCRIBE
      When the application unsubscribes from "/topic"
      Then the server receives UNSUBSCRIBE filters="/topic" remaining_length=10
      And the application is not told "unsubscribed"
      When the server lets go what it withheld
      Then the application is told "unsubscribed"

    @NODEMCU-UNSUB-02 @needs.multi_subscribe
    Scenario: NodeMCU: a table of Topic Filters to leave
      Given a client connected
      When the application does unsubscribe
        """
        {"filters": ["topic/0", "topic/1", "topic/2"]}
        """
      Then the server receives UNSUBSCRIBE filters="topic/0","topic/1","topic/2"
      And the application is told "unsubscribed" exactly 1 time

    @NODEMCU-UNSUB-04
    Scenario: NodeMCU: two unsubscribe() at a time, answered the last first
      Given a client connected
      And the server withholds its answer to UNSUBSCRIBE
      When the application unsubscribes from "/one"
      And the application unsubscribes from "/two"
      Then the server receives exactly 2 UNSUBSCRIBE within 1 s
      When the server lets go what it withheld, the last first
      Then the application is told "unsubscribed" exactly 2 times

  @NODEMCU-EX-07 @NODEMCU-SUB-06 @NODEMCU-UNSUB-05 @NODEMCU-PUB-04 @NODEMCU-CLOSE-02
  Rule: What is asked for without a connection is refused, not lost

    Scenario: NodeMCU: subscribe() before connect()
      When the application subscribes to "/topic" with QoS 0
      Then the client refuses that
      And the server receives no any

    @needs.unsubscribe
    Scenario: NodeMCU: unsubscribe() before connect()
      When the application unsubscribes from "/topic"
      Then the client refuses that

    Scenario: NodeMCU: publish() before connect()
      When the application publishes "hi" to "/topic" with QoS 0
      Then the client refuses that

    Scenario: NodeMCU: close() before connect()
      When the application disconnects
      Then the client refuses that

  @NODEMCU-BUF-12
  Rule: Payloads about the size of a TCP segment arrive whole

    Scenario Outline: NodeMCU: a payload of <length> bytes
      Given the application asks for:
        | preset     | null |
        | packet_max | null |
        | oversize   | null |
      And a client connected
      And the application subscribes to "a/b" with QoS 0
      When the server sends PUBLISH topic="a/b" payload=fill:<length>
      Then the application receives what the server sent

      Examples:
        | length |
        | 1445   |
        | 1453   |
        | 1465   |
