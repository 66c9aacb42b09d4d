@scripted @needs.qos1
Feature: Robustness – acknowledgements in another order

  @ROB-ACK-2 @robust
  Rule: Acknowledgements in any order each finish their own message

    Scenario Outline: <count> messages with QoS <qos>, the last acknowledged first
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes <count> messages to "a/b" with QoS <qos>
      And the server receives PUBLISH payload="<count>"
      When the server lets go what it withheld, the last first
      Then the application is told that its message is published
      And the application is told "published" exactly <count> times

      Examples:
        | count | qos |
        | 2     | 1   |
        | 3     | 1   |
        | 10    | 1   |

      @needs.qos2
      Examples:
        | count | qos |
        | 3     | 2   |
        | 10    | 2   |

    @needs.qos2
    Scenario: PUBCOMPs come the last first
      Given a client connected
      And the server withholds its answer to PUBREL
      When the application publishes 3 messages to "a/b" with QoS 2
      Then the server receives at least 3 PUBREL within 1 s
      When the server lets go what it withheld, the last first
      Then the application is told that its message is published
      And the application is told "published" exactly 3 times

    Scenario: the acknowledgements come as 3, 1, 2
      Given a client connected
      And the server follows the script:
        """
        on 1st PUBLISH -> reorder
        on 2nd PUBLISH -> hold
        """
      And the application publishes 3 messages to "a/b" with QoS 1
      And the server receives PUBLISH payload="3"
      When the server lets go what it withheld
      Then the application is told "published"
      And the server receives no PUBLISH dup=1
      And the connection stays open

    @needs.qos2
    Scenario: PUBRELs come the last first
      Given a client connected
      And the application subscribes to "a/b" with QoS 2
      And the server withholds its answer to PUBREC
      When the server publishes 3 messages to "a/b" with QoS 2
      Then the server receives at least 3 PUBREC within 2 s
      When the server lets go what it withheld, the last first
      Then the server receives at least 3 PUBCOMP within 2 s
      And the application has received "3" on "a/b" exactly 1 time

    Scenario: what was acknowledged out of order is not sent again
      Given a client connected
      And the server withholds its answer to PUBLISH
      And the application publishes 3 messages to "a/b" with QoS 1
      And the server receives PUBLISH payload="3"
      When the server lets go what it withheld, the last first
      Then the application is told "published"
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives CONNECT
      And the server receives no PUBLISH

    Scenario: an acknowledgement that is lost holds no other message up
      Given a client connected
      And the server follows the script:
        """
        on 1st PUBLISH -> drop
        on 2nd PUBLISH -> hold
        """
      And the application publishes "lost" to "a/b" with QoS 1
      And the application publishes "next" to "a/b" with QoS 1
      And the server receives PUBLISH payload="next"
      When the server lets go what it withheld
      Then the application is told that its message is published

    @needs.qos2
    Scenario: a lost PUBREC holds no other message up
      Given a client connected
      And the server follows the script:
        """
        on 1st PUBLISH -> drop
        on 2nd PUBLISH -> hold
        """
      And the application publishes "lost" to "a/b" with QoS 2
      And the application publishes "next" to "a/b" with QoS 2
      And the server receives PUBLISH payload="next"
      When the server lets go what it withheld
      Then the application is told that its message is published

  @ROB-ID-2 @should
  Rule: A Packet Identifier that was just freed is not the next one taken

    Scenario: two messages one after the other
      Given a client connected
      When the application publishes "one" to "a/b" with QoS 1
      Then the server receives PUBLISH id=$one
      And the application is told that its message is published
      When the application publishes "two" to "a/b" with QoS 1
      Then the server receives PUBLISH id!=$one payload="two"
