@scripted
Feature: 3.1.2 CONNECT – every combination of User Name, Password and Will

  @ROB-CONNECT-1 @robust
  Rule: A client asks for what the application configured; empty is not absent

    Scenario Outline: User Name <user>, Password <password>, no Will
      Given the application asks for:
        | user_name | <user>     |
        | password  | <password> |
      When the application connects
      Then the server receives CONNECT <fields> will_flag=0 will_qos=0 will_retain=0

      Examples:
        | user | password      | fields                         |
        | null | null          | user_name=none password=none   |
        | ""   | null          | user_name="" password=none     |
        | ""   | {"hex": ""}   | user_name="" password=""       |
        | ""   | {"text": "p"} | user_name="" password="p"      |
        | "u"  | null          | user_name="u" password=none    |
        | "u"  | {"hex": ""}   | user_name="u" password=""      |
        | "u"  | {"text": "p"} | user_name="u" password="p"     |

    @needs.will
    Scenario Outline: User Name <user>, Password <password>, Will <will> with QoS <qos> and RETAIN <retain>
      Given the application asks for:
        | user_name    | <user>     |
        | password     | <password> |
        | will.topic   | "w"        |
        | will.payload | <will>     |
        | will.qos     | <qos>      |
        | will.retain  | <retain>   |
      When the application connects
      Then the server receives CONNECT <fields> will_topic="w" will_flag=1 <flags>

      Examples:
        | user | password      | will          | qos | retain | fields                         | flags                                        |
        | null | null          | {"hex": ""}   | 0   | false  | user_name=none password=none   | will_message="" will_qos=0 will_retain=0 |
        | null | null          | {"hex": ""}   | 0   | true   | user_name=none password=none   | will_message="" will_qos=0 will_retain=1 |
        | null | null          | {"hex": ""}   | 1   | false  | user_name=none password=none   | will_message="" will_qos=1 will_retain=0 |
        | null | null          | {"hex": ""}   | 1   | true   | user_name=none password=none   | will_message="" will_qos=1 will_retain=1 |
        | null | null          | {"hex": ""}   | 2   | false  | user_name=none password=none   | will_message="" will_qos=2 will_retain=0 |
        | null | null          | {"hex": ""}   | 2   | true   | user_name=none password=none   | will_message="" will_qos=2 will_retain=1 |
        | null | null          | {"text": "m"} | 0   | false  | user_name=none password=none   | will_message="m" will_qos=0 will_retain=0 |
        | null | null          | {"text": "m"} | 0   | true   | user_name=none password=none   | will_message="m" will_qos=0 will_retain=1 |
        | null | null          | {"text": "m"} | 1   | false  | user_name=none password=none   | will_message="m" will_qos=1 will_retain=0 |
        | null | null          | {"text": "m"} | 1   | true   | user_name=none password=none   | will_message="m" will_qos=1 will_retain=1 |
        | null | null          | {"text": "m"} | 2   | false  | user_name=none password=none   | will_message="m" will_qos=2 will_retain=0 |
        | null | null          | {"text": "m"} | 2   | true   | user_name=none password=none   | will_message="m" will_qos=2 will_retain=1 |
        | ""   | null          | {"hex": ""}   | 0   | false  | user_name="" password=none     | will_message="" will_qos=0 will_retain=0 |
        | ""   | null          | {"hex": ""}   | 0   | true   | user_name="" password=none     | will_message="" will_qos=0 will_retain=1 |
        | ""   | null          | {"hex": ""}   | 1   | false  | user_name="" password=none     | will_message="" will_qos=1 will_retain=0 |
        | ""   | null          | {"hex": ""}   | 1   | true   | user_name="" password=none     | will_message="" will_qos=1 will_retain=1 |
        | ""   | null          | {"hex": ""}   | 2   | false  | user_name="" password=none     | will_message="" will_qos=2 will_retain=0 |
        | ""   | null          | {"hex": ""}   | 2   | true   | user_name="" password=none     | will_message="" will_qos=2 will_retain=1 |
        | ""   | null          | {"text": "m"} | 0   | false  | user_name="" password=none     | will_message="m" will_qos=0 will_retain=0 |
        | ""   | null          | {"text": "m"} | 0   | true   | user_name="" password=none     | will_message="m" will_qos=0 will_retain=1 |
        | ""   | null          | {"text": "m"} | 1   | false  | user_name="" password=none     | will_message="m" will_qos=1 will_retain=0 |
        | ""   | null          | {"text": "m"} | 1   | true   | user_name="" password=none     | will_message="m" will_qos=1 will_retain=1 |
        | ""   | null          | {"text": "m"} | 2   | false  | user_name="" password=none     | will_message="m" will_qos=2 will_retain=0 |
        | ""   | null          | {"text": "m"} | 2   | true   | user_name="" password=none     | will_message="m" will_qos=2 will_retain=1 |
        | ""   | {"hex": ""}   | {"hex": ""}   | 0   | false  | user_name="" password=""       | will_message="" will_qos=0 will_retain=0 |
        | ""   | {"hex": ""}   | {"hex": ""}   | 0   | true   | user_name="" password=""       | will_message="" will_qos=0 will_retain=1 |
        | ""   | {"hex": ""}   | {"hex": ""}   | 1   | false  | user_name="" password=""       | will_message="" will_qos=1 will_retain=0 |
        | ""   | {"hex": ""}   | {"hex": ""}   | 1   | true   | user_name="" password=""       | will_message="" will_qos=1 will_retain=1 |
        | ""   | {"hex": ""}   | {"hex": ""}   | 2   | false  | user_name="" password=""       | will_message="" will_qos=2 will_retain=0 |
        | ""   | {"hex": ""}   | {"hex": ""}   | 2   | true   | user_name="" password=""       | will_message="" will_qos=2 will_retain=1 |
        | ""   | {"hex": ""}   | {"text": "m"} | 0   | false  | user_name="" password=""       | will_message="m" will_qos=0 will_retain=0 |
        | ""   | {"hex": ""}   | {"text": "m"} | 0   | true   | user_name="" password=""       | will_message="m" will_qos=0 will_retain=1 |
        | ""   | {"hex": ""}   | {"text": "m"} | 1   | false  | user_name="" password=""       | will_message="m" will_qos=1 will_retain=0 |
        | ""   | {"hex": ""}   | {"text": "m"} | 1   | true   | user_name="" password=""       | will_message="m" will_qos=1 will_retain=1 |
        | ""   | {"hex": ""}   | {"text": "m"} | 2   | false  | user_name="" password=""       | will_message="m" will_qos=2 will_retain=0 |
        | ""   | {"hex": ""}   | {"text": "m"} | 2   | true   | user_name="" password=""       | will_message="m" will_qos=2 will_retain=1 |
        | ""   | {"text": "p"} | {"hex": ""}   | 0   | false  | user_name="" password="p"      | will_message="" will_qos=0 will_retain=0 |
        | ""   | {"text": "p"} | {"hex": ""}   | 0   | true   | user_name="" password="p"      | will_message="" will_qos=0 will_retain=1 |
        | ""   | {"text": "p"} | {"hex": ""}   | 1   | false  | user_name="" password="p"      | will_message="" will_qos=1 will_retain=0 |
        | ""   | {"text": "p"} | {"hex": ""}   | 1   | true   | user_name="" password="p"      | will_message="" will_qos=1 will_retain=1 |
        | ""   | {"text": "p"} | {"hex": ""}   | 2   | false  | user_name="" password="p"      | will_message="" will_qos=2 will_retain=0 |
        | ""   | {"text": "p"} | {"hex": ""}   | 2   | true   | user_name="" password="p"      | will_message="" will_qos=2 will_retain=1 |
        | ""   | {"text": "p"} | {"text": "m"} | 0   | false  | user_name="" password="p"      | will_message="m" will_qos=0 will_retain=0 |
        | ""   | {"text": "p"} | {"text": "m"} | 0   | true   | user_name="" password="p"      | will_message="m" will_qos=0 will_retain=1 |
        | ""   | {"text": "p"} | {"text": "m"} | 1   | false  | user_name="" password="p"      | will_message="m" will_qos=1 will_retain=0 |
        | ""   | {"text": "p"} | {"text": "m"} | 1   | true   | user_name="" password="p"      | will_message="m" will_qos=1 will_retain=1 |
        | ""   | {"text": "p"} | {"text": "m"} | 2   | false  | user_name="" password="p"      | will_message="m" will_qos=2 will_retain=0 |
        | ""   | {"text": "p"} | {"text": "m"} | 2   | true   | user_name="" password="p"      | will_message="m" will_qos=2 will_retain=1 |
        | "u"  | null          | {"hex": ""}   | 0   | false  | user_name="u" password=none    | will_message="" will_qos=0 will_retain=0 |
        | "u"  | null          | {"hex": ""}   | 0   | true   | user_name="u" password=none    | will_message="" will_qos=0 will_retain=1 |
        | "u"  | null          | {"hex": ""}   | 1   | false  | user_name="u" password=none    | will_message="" will_qos=1 will_retain=0 |
        | "u"  | null          | {"hex": ""}   | 1   | true   | user_name="u" password=none    | will_message="" will_qos=1 will_retain=1 |
        | "u"  | null          | {"hex": ""}   | 2   | false  | user_name="u" password=none    | will_message="" will_qos=2 will_retain=0 |
        | "u"  | null          | {"hex": ""}   | 2   | true   | user_name="u" password=none    | will_message="" will_qos=2 will_retain=1 |
        | "u"  | null          | {"text": "m"} | 0   | false  | user_name="u" password=none    | will_message="m" will_qos=0 will_retain=0 |
        | "u"  | null          | {"text": "m"} | 0   | true   | user_name="u" password=none    | will_message="m" will_qos=0 will_retain=1 |
        | "u"  | null          | {"text": "m"} | 1   | false  | user_name="u" password=none    | will_message="m" will_qos=1 will_retain=0 |
        | "u"  | null          | {"text": "m"} | 1   | true   | user_name="u" password=none    | will_message="m" will_qos=1 will_retain=1 |
        | "u"  | null          | {"text": "m"} | 2   | false  | user_name="u" password=none    | will_message="m" will_qos=2 will_retain=0 |
        | "u"  | null          | {"text": "m"} | 2   | true   | user_name="u" password=none    | will_message="m" will_qos=2 will_retain=1 |
        | "u"  | {"hex": ""}   | {"hex": ""}   | 0   | false  | user_name="u" password=""      | will_message="" will_qos=0 will_retain=0 |
        | "u"  | {"hex": ""}   | {"hex": ""}   | 0   | true   | user_name="u" password=""      | will_message="" will_qos=0 will_retain=1 |
        | "u"  | {"hex": ""}   | {"hex": ""}   | 1   | false  | user_name="u" password=""      | will_message="" will_qos=1 will_retain=0 |
        | "u"  | {"hex": ""}   | {"hex": ""}   | 1   | true   | user_name="u" password=""      | will_message="" will_qos=1 will_retain=1 |
        | "u"  | {"hex": ""}   | {"hex": ""}   | 2   | false  | user_name="u" password=""      | will_message="" will_qos=2 will_retain=0 |
        | "u"  | {"hex": ""}   | {"hex": ""}   | 2   | true   | user_name="u" password=""      | will_message="" will_qos=2 will_retain=1 |
        | "u"  | {"hex": ""}   | {"text": "m"} | 0   | false  | user_name="u" password=""      | will_message="m" will_qos=0 will_retain=0 |
        | "u"  | {"hex": ""}   | {"text": "m"} | 0   | true   | user_name="u" password=""      | will_message="m" will_qos=0 will_retain=1 |
        | "u"  | {"hex": ""}   | {"text": "m"} | 1   | false  | user_name="u" password=""      | will_message="m" will_qos=1 will_retain=0 |
        | "u"  | {"hex": ""}   | {"text": "m"} | 1   | true   | user_name="u" password=""      | will_message="m" will_qos=1 will_retain=1 |
        | "u"  | {"hex": ""}   | {"text": "m"} | 2   | false  | user_name="u" password=""      | will_message="m" will_qos=2 will_retain=0 |
        | "u"  | {"hex": ""}   | {"text": "m"} | 2   | true   | user_name="u" password=""      | will_message="m" will_qos=2 will_retain=1 |
        | "u"  | {"text": "p"} | {"hex": ""}   | 0   | false  | user_name="u" password="p"     | will_message="" will_qos=0 will_retain=0 |
        | "u"  | {"text": "p"} | {"hex": ""}   | 0   | true   | user_name="u" password="p"     | will_message="" will_qos=0 will_retain=1 |
        | "u"  | {"text": "p"} | {"hex": ""}   | 1   | false  | user_name="u" password="p"     | will_message="" will_qos=1 will_retain=0 |
        | "u"  | {"text": "p"} | {"hex": ""}   | 1   | true   | user_name="u" password="p"     | will_message="" will_qos=1 will_retain=1 |
        | "u"  | {"text": "p"} | {"hex": ""}   | 2   | false  | user_name="u" password="p"     | will_message="" will_qos=2 will_retain=0 |
        | "u"  | {"text": "p"} | {"hex": ""}   | 2   | true   | user_name="u" password="p"     | will_message="" will_qos=2 will_retain=1 |
        | "u"  | {"text": "p"} | {"text": "m"} | 0   | false  | user_name="u" password="p"     | will_message="m" will_qos=0 will_retain=0 |
        | "u"  | {"text": "p"} | {"text": "m"} | 0   | true   | user_name="u" password="p"     | will_message="m" will_qos=0 will_retain=1 |
        | "u"  | {"text": "p"} | {"text": "m"} | 1   | false  | user_name="u" password="p"     | will_message="m" will_qos=1 will_retain=0 |
        | "u"  | {"text": "p"} | {"text": "m"} | 1   | true   | user_name="u" password="p"     | will_message="m" will_qos=1 will_retain=1 |
        | "u"  | {"text": "p"} | {"text": "m"} | 2   | false  | user_name="u" password="p"     | will_message="m" will_qos=2 will_retain=0 |
        | "u"  | {"text": "p"} | {"text": "m"} | 2   | true   | user_name="u" password="p"     | will_message="m" will_qos=2 will_retain=1 |
