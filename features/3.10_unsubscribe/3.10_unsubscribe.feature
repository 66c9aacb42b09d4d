@scripted @needs.unsubscribe
Feature: 3.10 UNSUBSCRIBE

  Background:
    Given a client connected
    And the application subscribes to "a/b" with QoS 0

  @MQTT-3.10.1-1 @must
  Rule: The first byte of UNSUBSCRIBE is a2

    Scenario: an UNSUBSCRIBE
      When the application unsubscribes from "a/b"
      Then the server receives UNSUBSCRIBE flags=2 filters="a/b"

  @MQTT-3.10.3-1 @must
  Rule: The Topic Filters in UNSUBSCRIBE are well-formed UTF-8 and fill the payload

    Scenario Outline: UNSUBSCRIBE with the Topic Filter <filter>
      When the application unsubscribes from "<filter>"
      Then the server receives UNSUBSCRIBE filters="<filter>" remaining_length=<length>

      Examples:
        | filter   | length |
        | a/b      | 7      |
        | måling/# | 13     |
        | +/€      | 9      |

    @needs.multi_subscribe
    Scenario: several Topic Filters stand back to back
      When the application does unsubscribe
        """
        {"filters": ["a/b", "c", "d/#"]}
        """
      Then the server receives UNSUBSCRIBE filters="a/b","c","d/#" remaining_length=15

  @MQTT-3.10.3-2 @must
  Rule: UNSUBSCRIBE holds at least one Topic Filter

    Scenario: UNSUBSCRIBE with one Topic Filter
      When the application unsubscribes from "a/b"
      Then the server receives UNSUBSCRIBE filters="a/b"

    @needs.multi_subscribe
    Scenario: an UNSUBSCRIBE without Topic Filter does not leave the client
      When the application does unsubscribe
        """
        {"filters": []}
        """
      Then the server receives no UNSUBSCRIBE filters=none
